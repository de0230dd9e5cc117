# SPDX-License-Identifier: MIT
# Keeps what chattr sets, and the project id, of each file that it replaces.
need_mounts
need mkfs.xfs chattr lsattr
need_kernel "set the attributes of a file"
mkdir opt/disk
truncate -s 300M "$T/disk"
mkfs.xfs -q "$T/disk"
mount -o loop "$T/disk" opt/disk 2>/dev/null || skip "no loop mounts"
cp -a opt/sample-25 opt/disk/java
file=opt/disk/java/$SECURITY
chattr +dA -p 42 $file || skip "no file attributes"
shown() {
    lsattr -p $file | sed -E 's/^ *([0-9]+) ([^ ]*) .*/\1 \2/; s/-+/-/g'
}
shown
j -qa anon /opt/disk/java
shown
j -q --suspend
shown
j -qr /opt/disk/java
shown
