# SPDX-License-Identifier: MIT
# Root writes override files only where nobody else can write.
need_root
override_home jre 'SSLv3, anon, NULL'
mkdir -m 777 open
mkdir theirs && chown 65534 theirs
refused j --emit-override /open/x -a anon --force /opt/jre
refused j --emit-override /theirs/x -a anon /opt/jre
: >etc/theirs && chown 65534 etc/theirs
refused j --emit-override /etc/theirs -a anon --force /opt/jre
echo '# it became so later'
j --emit-override /etc/x -a anon -q /opt/jre
chmod 666 etc/x
refused j --reapply /opt/jre
echo '# a Java that others can change'
rm -r opt/sample-* usr/lib/jvm
chmod 644 etc/x
chown -R 65534 opt/jre
refused j --reapply
refused j --emit-override /etc/y -a anon
j --emit-override /etc/x -a SSLv3 -q --force /opt/jre
