# SPDX-License-Identifier: MIT
# Reports an unreadable file with its error, not as missing.
need_users
access_tree
mv opt/am/servers/conf/eserver.conf opt/secret
ln -s /opt/secret opt/am/servers/conf/eserver.conf
chmod 0 opt/secret opt/am/servers/conf/aserver.conf
mkdir "$T/u"
chown -hR 65534:65534 opt/am opt/secret "$T/u"
user audit
user refused j --state-dir "$T/u" --access-manager /opt/am --transport clear | grep -av '^  note: left\|: skipped'
