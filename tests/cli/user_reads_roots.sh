# SPDX-License-Identifier: MIT
# A user can list a tree whose backups only root can read, but not the backups.
# valgrind: sample
need_users
mkdir -p var/lib
quietly -a anon /opt/sample-8
user j -l /opt/sample-8 | sed 's/ - patched by jsecpatch//'
user j --backups | sed 's#/var/lib.*: cannot.*: #STATE: #'
