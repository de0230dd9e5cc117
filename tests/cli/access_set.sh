# SPDX-License-Identifier: MIT
# Sets each mode in all files: a diff, the same for real, and a restore.
access_tree
RESTORE=(--access-manager /opt/am)
edit --access-manager /opt/am --transport clear
edit --access-manager /opt/am --transport anon
quietly --access-manager /opt/am --transport clear
audit
j --access-manager /opt/am --transport clear
j --access-manager /opt/am --transport anon | grep -v ' backup'
j --access-manager /opt/am | grep -ac ' anon  '
j --access-manager /opt/am --restore | grep -v ' backup'
j --access-manager /opt/am --restore
n_backups
