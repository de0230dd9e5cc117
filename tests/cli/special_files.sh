# SPDX-License-Identifier: MIT
# A FIFO, socket, device or directory instead of the file: named, never waited for.
need python3 timeout
for kind in fifo socket device directory; do
    list_home $kind anon
    rm opt/$kind/$SECURITY
done
mkfifo opt/fifo/$SECURITY
(cd opt/socket/conf/security &&
    python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("java.security")')
mkdir opt/directory/$SECURITY
ln -s /dev/zero opt/device/$SECURITY
mkdir dev
# Without the right to make one, a link to nothing is what stands there.
mknod dev/zero c 1 5 2>/dev/null || mkfifo dev/zero
AS=(timeout 20)
refused j -a anon /opt/fifo /opt/socket /opt/directory
refused j -a anon /opt/fifo/$SECURITY
refused j -a anon /opt/device | sed 's/a FIFO/a device/'
j -l | grep -c sample
