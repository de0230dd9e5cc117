# SPDX-License-Identifier: MIT
# Replaces or removes a file that jsecpatch did not write only with --force.
machine /usr/bin/dpkg
mkdir -p etc/dpkg/dpkg.cfg.d
echo "# theirs" >etc/dpkg/dpkg.cfg.d/jsecpatch
refused j --hook install
refused j --hook remove dpkg
j --hook remove | sed 's/ by this user$//'
j --force --hook install
stat -c '%a %n' etc/dpkg/dpkg.cfg.d/jsecpatch
head -2 etc/dpkg/dpkg.cfg.d/jsecpatch
echo "-- of a package: the same text, but not of this state directory"
rm -r "$STATE"
j --hook status dpkg
refused j --hook remove dpkg
