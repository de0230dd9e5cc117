# SPDX-License-Identifier: MIT
# Reports once, with the directory, that there is no room for the new archive. Leaves
# nothing there.
need tar
need_mounts
make_archives tar
mkdir srv/full
mount -t tmpfs -o size=16k,mode=755 none srv/full
snapshot
j -a anon --output /srv/full/new.tar /srv/jdks.tar
ls -A srv/full
unchanged
echo "-- in its place"
mount -t tmpfs -o size="$(($(stat -c %s srv/jdks.tar) / 1024 + 8))k,mode=755" none srv/full
cp srv/jdks.tar srv/full
j -a anon /srv/full/jdks.tar
ls -A srv/full
cmp srv/full/jdks.tar srv/jdks.tar
