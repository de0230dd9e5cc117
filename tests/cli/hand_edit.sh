# SPDX-License-Identifier: MIT
# A file that somebody edited by hand after a patch is patched like any other.
file=opt/sample-25/$SECURITY
quietly -a anon /opt/sample-25
echo '# by hand' >>$file
cp $file "$T/edited"
quietly -a NULL /opt/sample-25
quietly -r /opt/sample-25
cmp $file "$T/edited"
j --backups
