# SPDX-License-Identifier: MIT
# As root, does not follow links in a user's directory to files of others.
need_root
list_home users anon,A
rm opt/users/$SECURITY
ln -s /opt/sample-25/$SECURITY opt/users/$SECURITY
list_home locked anon,A
chown -hR 65534:65534 opt/users
chown 65534 opt/locked/$SECURITY
refused j -a anon /opt/users | sed -E 's#^(! jsecpatch: )/[^:]*:#\1PLACE:#'
refused j -a anon /opt/locked
echo "- nor where they end in . or .."
list_home roots anon,A
for text in /opt/roots/. /opt/roots/conf/.. /opt/roots/conf/../. ../roots/. ..; do
    ln -sfn "$text" opt/users/link
    chown -h 65534 opt/users/link
    refused j -a anon /opt/users/link
done
