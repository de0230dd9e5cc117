# SPDX-License-Identifier: MIT
# Reports a FIFO, socket, device or directory instead of the file, and never waits for it.
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
# who cannot make a device uses a FIFO instead
mknod dev/zero c 1 5 2>/dev/null || mkfifo dev/zero
AS=(timeout 20)
refused j -a anon /opt/fifo /opt/socket /opt/directory
refused j -a anon /opt/fifo/$SECURITY
refused j -a anon /opt/device | sed 's/a FIFO/a device/'
j -l | grep -c sample
