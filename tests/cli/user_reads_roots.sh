# SPDX-License-Identifier: MIT
# A user lists a tree whose backups are root's alone, but not the backups.
# valgrind: sample
need_users
mkdir -p var/lib
quietly -a anon /opt/sample-8
user j -l /opt/sample-8 | sed 's/ - patched by jsecpatch//'
user j --backups | sed 's#/var/lib.*: cannot.*: #STATE: #'
