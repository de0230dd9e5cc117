# SPDX-License-Identifier: MIT
# Changes a mount point, as in containers, in place, and says so.
# valgrind: sample
need_mounts
cp opt/sample-25/$SECURITY "$T/outside"
mount --bind "$T/outside" opt/sample-25/$SECURITY
inode=$(stat -c %i "$T/outside")
j -a anon /opt/sample-25
[ "$inode" = "$(stat -c %i opt/sample-25/$SECURITY)" ] || echo "another inode"
grep -c anon "$T/outside"
j -r /opt/sample-25
cmp "$T/outside" "$SOURCE_ROOT/samples/root/opt/sample-25/$SECURITY"
[ "$inode" = "$(stat -c %i "$T/outside")" ] || echo "another inode"
j --backups | tail -1
mount -o remount,bind,ro opt/sample-25/$SECURITY
j -a anon /opt/sample-25
