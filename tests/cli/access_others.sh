# SPDX-License-Identifier: MIT
# The directory belongs to another user: root follows no link of that user to what is not that
# user's, and reads that user's Java with their rights.
need_users
umask 022
chmod 755 "$T" "$R" "$R/opt"
access_tree
javas() {
    "$@" | grep -aE '^(problem|[0-9]+ settings|Java|No Java|The named|Others|  (/|none)|[=!])|--allow|refused'
}
ln -s /usr/lib/jvm/sample-17 opt/am/jre
ln -s /usr/lib/jvm/sample-17 opt/am/other
chown -hR 65534:65534 opt/am
javas j --access-manager /opt/am
echo "-- the user"
mkdir "$T/u"
chown 65534:65534 "$T/u"
javas user j --state-dir "$T/u" --access-manager /opt/am
echo "-- the user's own Java"
rm opt/am/jre opt/am/other
cp -r opt/sample-8 opt/am/jre
chown -hR 65534:65534 opt/am
javas j --access-manager /opt/am
j --allow anon --remember /opt/am/jre | sed -n '/allowed/p;/=>/p'
javas j --access-manager /opt/am
chmod 0 opt/am/jre/jre/lib/security/java.security
javas j --access-manager /opt/am
javas user j --state-dir "$T/u" --access-manager /opt/am
