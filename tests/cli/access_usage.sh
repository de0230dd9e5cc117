# SPDX-License-Identifier: MIT
# Refuses command lines that make no sense.
access_tree
snapshot
j --transport anon
j --access-manager /opt/am --transport tls
j --access-manager /opt/am --transport
j --access-manager
j --access-manager ''
j --access-manager /opt/am --allow anon
j --access-manager /opt/am --backups
j --access-manager /opt/am --list
j --access-manager /opt/am --restore --transport anon
j --access-manager /opt/am --transport anon /opt/sample-8
j --access-manager /opt/am --restore /opt/sample-8
unchanged
