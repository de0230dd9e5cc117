# SPDX-License-Identifier: MIT
# Follows no link when it writes or removes a hook.
machine /usr/bin/dpkg /usr/lib/systemd/systemd
mkdir -p etc/dpkg/dpkg.cfg.d etc/systemd/system
echo "precious" >etc/precious
ln -s ../../precious etc/dpkg/dpkg.cfg.d/jsecpatch
ln -s nowhere etc/systemd/system/jsecpatch.service
refused j --hook install
echo "-- by force"
j --force --hook install dpkg
stat -c '%F %a' etc/dpkg/dpkg.cfg.d/jsecpatch
cat etc/precious
echo "-- a link instead of what was written"
mv etc/dpkg/dpkg.cfg.d/jsecpatch etc/moved
ln -s ../../moved etc/dpkg/dpkg.cfg.d/jsecpatch
refused j --hook remove
ls etc/moved
echo "-- a directory that is a link is followed, inside the root"
rm -r etc/dpkg etc/moved
mkdir -p usr/etc-apt
ln -s /usr/etc-dpkg etc/dpkg
refused j --force --hook install dpkg # it leads to nothing
mkdir usr/etc-dpkg
j --force --hook install dpkg
find usr/etc-apt | sort
j --hook remove
find usr/etc-dpkg etc/dpkg | sort
