# SPDX-License-Identifier: MIT
# An administrator can put a backup back with nothing but tar.
# valgrind: sample
need tar
file=opt/sample-25/$SECURITY
touch -d '2020-02-02 02:02:02.123456789' $file
chmod 640 $file
cp -a $file "$T/original"
quietly -a anon /opt/sample-25
tar -tf "$(archives)"
python3 -c 'import sys, tarfile
for member in tarfile.open(sys.argv[1]):
    print(member.name, oct(member.mode))' "$(archives)"
tar -xpf "$(archives)" -C "$R" $file
cmp $file "$T/original"
stat -c '%a %u:%g %y' $file | sed "s/$(id -u):$(id -g)/me/"
