# SPDX-License-Identifier: MIT
# Leaves a mount point unchanged if the disk has no room for the new bytes.
need_mounts
mkdir opt/full
mount -t tmpfs -o size=64k,mode=755 none opt/full
{ head -c 8100 /dev/zero | tr '\0' '#'; echo; } >"$T/comment"
list_home full anon,A
file=opt/full/$SECURITY
cat "$T/comment" >>$file
mount --bind $file $file
silently -a anon /opt/full
cp $file "$T/before"
cat /dev/zero >opt/full/filler 2>/dev/null
long=$(printf 'FOO%s,' {1000..1300})
j -d "${long%,}" /opt/full
cmp $file "$T/before"
j -d anon /opt/full | sed -n 2p
j -l /opt/full | sed -n 2p
rm opt/full/filler
j -qd "${long%,}" /opt/full
j -qr /opt/full
