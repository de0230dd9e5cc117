# SPDX-License-Identifier: MIT
# Leaves a file unchanged if there is no space for the new one, and changes the others.
need_mounts
mkdir opt/full
mount -t tmpfs -o size=64k,mode=755 none opt/full
list_home full anon,A
cat /dev/zero >opt/full/filler 2>/dev/null
snapshot
j -a anon /opt/full
unchanged
j -a anon /opt/full /opt/sample-8 | grep -v ' backup'
ls -A opt/full/conf/security
