# SPDX-License-Identifier: MIT
# Sets auth only if its parameters are set, or with --force. Prints which are missing.
access_tree
refused j --access-manager /opt/am --transport auth
refused j --access-manager /opt/am --transport auth --dry-run | grep -c '^! jsecpatch'
echo "-- all but one file are ready"
find opt/am -type f -exec sed -i 's/^#\(.*keystore\|.*private\|.*certificate\)/\1/' {} +
sed -i 's/^\(.*ca_keystore=\).*/\1/' opt/am/servers/conf/lserver.conf
refused j --access-manager /opt/am --transport auth
echo "-- all are"
sed -i 's/^\(.*ca_keystore=\).*/\1ca.jks/' opt/am/servers/conf/lserver.conf
j --access-manager /opt/am --transport auth | grep -v ' backup'
j --access-manager /opt/am
