# SPDX-License-Identifier: MIT
# Restores a file that something else changed since only with --force.
# valgrind: sample
file=opt/sample-25/$SECURITY
quietly -a anon /opt/sample-25
echo '# by hand' >>$file
j -l /opt/sample-25 | grep -c 'patched by'
refused j -r /opt/sample-25
refused j -n -r /opt/sample-25
j -r /opt/sample-25 --force
cmp $file "$SOURCE_ROOT/samples/root/$file"
n_backups
sed -i 's/anon/none/' $file
j --restore="$(basename "$(archives | head -1)" .tar)" /opt/sample-25
cmp $file "$SOURCE_ROOT/samples/root/$file"
n_backups
