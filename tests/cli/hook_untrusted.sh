# SPDX-License-Identifier: MIT
# Root installs no hook where others can write.
need_users
machine /usr/bin/dpkg
mkdir -p etc/dpkg/dpkg.cfg.d
chmod 777 etc/dpkg/dpkg.cfg.d
refused j --hook install
chmod 755 etc/dpkg/dpkg.cfg.d
quietly --hook install
chown 65534 etc/dpkg
refused j --hook remove
chown 0 etc/dpkg
j --hook remove
echo "-- a user's own tree is their own"
[ -d "$R/etc/dpkg" ] && chown -R 65534 "$R"
user j --hook install
stat -c '%u %a %n' etc/dpkg/dpkg.cfg.d/jsecpatch
user j --hook remove
