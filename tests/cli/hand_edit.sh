# SPDX-License-Identifier: MIT
# Patches a file that somebody edited after an earlier patch like any other.
file=opt/sample-25/$SECURITY
quietly -a anon /opt/sample-25
echo '# by hand' >>$file
cp $file "$T/edited"
quietly -a NULL /opt/sample-25
quietly -r /opt/sample-25
cmp $file "$T/edited"
j --backups
