# SPDX-License-Identifier: MIT
# Root installs no hook where others can write.
need_users
machine /usr/bin/apt-get
mkdir -p etc/apt/apt.conf.d
chmod 777 etc/apt/apt.conf.d
refused j --hook install
chmod 755 etc/apt/apt.conf.d
quietly --hook install
chown 65534 etc/apt
refused j --hook remove
chown 0 etc/apt
j --hook remove
echo "-- a user's own tree is their own"
[ -d "$R/etc/apt" ] && chown -R 65534 "$R"
user j --hook install
stat -c '%u %a %n' etc/apt/apt.conf.d/90jsecpatch
user j --hook remove
