# SPDX-License-Identifier: MIT
# Replaces or removes a file that jsecpatch did not write only with --force.
machine /usr/bin/apt-get
mkdir -p etc/apt/apt.conf.d
echo "// theirs" >etc/apt/apt.conf.d/90jsecpatch
refused j --hook install
refused j --hook remove apt
j --hook remove | sed 's/ by this user$//'
j --force --hook install
stat -c '%a %n' etc/apt/apt.conf.d/90jsecpatch
head -2 etc/apt/apt.conf.d/90jsecpatch
echo "-- of a package: the same text, but not of this state directory"
rm -r "$STATE"
j --hook status apt
refused j --hook remove apt
