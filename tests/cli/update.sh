# SPDX-License-Identifier: MIT
# After the vendor's file was updated, restores the new one.
# valgrind: sample
file=opt/sample-25/$SECURITY
quietly -a anon /opt/sample-25
sed 's/^networkaddress.*/networkaddress.cache.ttl=30/' \
    "$SOURCE_ROOT/samples/root/$file" >$file
cp $file "$T/vendor"
j -r /opt/sample-25 | grep -v blocks
quietly -a anon /opt/sample-25
quietly -r /opt/sample-25
cmp $file "$T/vendor"
