# SPDX-License-Identifier: MIT
# Follows no link when it writes or removes a hook.
machine /usr/bin/apt-get /usr/lib/systemd/systemd
mkdir -p etc/apt/apt.conf.d etc/systemd/system
echo "precious" >etc/precious
ln -s ../../precious etc/apt/apt.conf.d/90jsecpatch
ln -s nowhere etc/systemd/system/jsecpatch.service
refused j --hook install
echo "-- by force"
j --force --hook install apt
stat -c '%F %a' etc/apt/apt.conf.d/90jsecpatch
cat etc/precious
echo "-- a link instead of what was written"
mv etc/apt/apt.conf.d/90jsecpatch etc/moved
ln -s ../../moved etc/apt/apt.conf.d/90jsecpatch
refused j --hook remove
ls etc/moved
echo "-- a directory that is a link is followed, inside the root"
rm -r etc/apt etc/moved
mkdir -p usr/etc-apt
ln -s /usr/etc-apt etc/apt
j --force --hook install apt
find usr/etc-apt | sort
j --hook remove
find usr/etc-apt etc/apt | sort
