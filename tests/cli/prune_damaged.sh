# SPDX-License-Identifier: MIT
# A damaged backup of the vendor's file is no reason to delete the good one.
file=opt/sample-8/jre/lib/security/java.security
quietly -a anon /opt/sample-8
printf x | dd of="$(archives)" bs=1 seek=4000 conv=notrunc status=none
cp "$SOURCE_ROOT/samples/root/$file" $file
quietly -a anon /opt/sample-8
for i in {1..12}; do
    quietly -d "FOO$i" /opt/sample-8
done
n_backups
j --restore /opt/sample-8 -q
cmp $file "$SOURCE_ROOT/samples/root/$file"
