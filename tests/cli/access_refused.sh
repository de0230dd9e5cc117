# SPDX-License-Identifier: MIT
# If one file cannot be changed, none is.
# valgrind: sample
access_tree
set_clear() { refused j --access-manager /opt/am --transport clear "$@"; }
ln opt/am/servers/conf/iserver.conf opt/am/other
set_clear
set_clear --dry-run
rm opt/am/other
mkfifo opt/am/aserver.conf
set_clear
rm opt/am/aserver.conf
n_backups
echo "-- changed by hand since"
quietly --access-manager /opt/am --transport clear
echo '# mine' >>opt/am/servers/conf/lserver.conf
refused j --access-manager /opt/am --restore
j --access-manager /opt/am --restore --force | grep -v ' backup'
echo "-- one backup"
quietly --access-manager /opt/am --transport clear
refused j --access-manager /opt/am --restore=99 | head -3
j --access-manager /opt/am --restore=1 | grep -v ' backup'
