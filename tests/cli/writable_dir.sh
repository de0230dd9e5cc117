# SPDX-License-Identifier: MIT
# Root does not trust a directory that others can write.
need_root
chmod o+w opt/sample-25/conf/security
list_home users anon,A
chown -R 65534:65533 opt/users
j -a anon
cmp opt/sample-25/$SECURITY "$SOURCE_ROOT/samples/root/opt/sample-25/$SECURITY"
echo "- --force names nothing of other users"
cp opt/users/$SECURITY "$T/before"
j -a anon --force | grep -A3 '^/opt/users'
cmp opt/users/$SECURITY "$T/before"
cmp -s opt/sample-25/$SECURITY "$SOURCE_ROOT/samples/root/opt/sample-25/$SECURITY" ||
    echo "/opt/sample-25 was changed"
j -q -r --force
echo "- named"
j -a anon /opt/sample-25
j -a anon /opt/users
stat -c '%u:%g %a %n' opt/users/$SECURITY
j -a anon /opt/sample-25 --force | grep -v 'note: '
grep -c 'note: forced' "$T/stdout"
chmod g+w etc/sample-17
chgrp 65533 etc/sample-17
refused j -a NULL /usr/lib/jvm/sample-17
