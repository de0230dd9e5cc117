# SPDX-License-Identifier: MIT
# Reports a read-only file system.
need_mounts
mount --bind opt/sample-8 opt/sample-8
mount -o remount,bind,ro opt/sample-8
refused j -a anon /opt/sample-8
refused j -n -a anon /opt/sample-8
j -l /opt/sample-8
mount --bind . "$R"
mount -o remount,bind,ro "$R"
cd "$R" || exit
refused j -a anon /opt/sample-25
j -n -q -a anon /opt/sample-25 | tail -1
