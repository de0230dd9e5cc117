# SPDX-License-Identifier: MIT
# Works on other file systems: tmpfs, and overlay if that can be mounted.
need_mounts
mkdir opt/mem
mount -t tmpfs -o mode=755 none opt/mem
list_home mem anon,A
j -a anon /opt/mem | grep -v TIME
quietly -r && cat opt/mem/$SECURITY
mount -t tmpfs -o mode=755 none "$HOME"
mkdir "$HOME"/{up,work} opt/over
mount -t overlay -o "lowerdir=$R/opt/sample-25,upperdir=$HOME/up,workdir=$HOME/work" \
    none opt/over 2>/dev/null || cp -r opt/sample-25/. opt/over
quietly -a anon /opt/over && grep -c anon opt/over/$SECURITY opt/sample-25/$SECURITY
quietly -r && cmp opt/over/$SECURITY opt/sample-25/$SECURITY
