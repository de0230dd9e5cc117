# SPDX-License-Identifier: MIT
# Works for an install on a read-only file system, without touching it.
need_mounts
override_home jre 'SSLv3, anon, NULL'
mount --bind opt/jre opt/jre
mount -o remount,bind,ro opt/jre
j --allow anon /opt/jre
j --emit-override /etc/x -a anon -q /opt/jre
tail -1 etc/x
j --emit-override /opt/jre/x -a anon /opt/jre
find opt/jre -newer etc/x
