# SPDX-License-Identifier: MIT
# Backs up, lists and restores an archive that is too large for memory.
need tar
mkdir -p srv
truncate -s 17M opt/sample-25/zz
(cd opt && make_tar ../srv/jdk.tar sample-25)
cp srv/jdk.tar "$T/old"
quietly -a anon /srv/jdk.tar
cp srv/jdk.tar "$T/new"
j -l /srv/jdk.tar | grep patched
j --backups
tar -xOf "$(archives | head -1)" srv/jdk.tar | cmp - "$T/old"
j -n -r /srv/jdk.tar | grep '^[-+]'
j -q -r /srv/jdk.tar
cmp srv/jdk.tar "$T/old"
echo "-- again: no backup is made twice"
quietly -a anon /srv/jdk.tar
cmp srv/jdk.tar "$T/new"
n_backups
j --restore=000002 /srv/jdk.tar
j --backups
echo "-- a damaged backup is not used"
printf x | dd of="$(archives | head -1)" bs=1 seek=17000000 conv=notrunc status=none
refused j -r /srv/jdk.tar 2>&1 | sed -E 's/[0-9a-f]{16}//'
