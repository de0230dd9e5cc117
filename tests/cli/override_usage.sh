# SPDX-License-Identifier: MIT
# Refuses options that do not go with --emit-override.
override_home jre 'SSLv3, anon, NULL'
snapshot
j --emit-override
j --emit-override '' -a anon /opt/jre
j --emit-override /etc/x /opt/jre
j --emit-override /etc/x --list /opt/jre
j --emit-override /etc/x --emit-override /etc/y -a anon /opt/jre
j --emit-override /etc/x -a anon --remember /opt/jre
j --emit-override /etc/x -a anon --adopt-vendor /opt/jre
j --emit-override /etc/x -a anon --from-hook apt /opt/jre
j --emit-override /etc/x -a anon --access-manager /opt/am
j --emit-override /etc/x -a anon -d anon /opt/jre
j --emit-override /etc/x -a anon --property no.list /opt/jre
echo '# not one install'
j --emit-override /etc/x -a anon
j --emit-override /etc/x -a anon /opt/jre /opt/sample-25
j --emit-override /etc/x -a anon /opt/none
j --emit-override /etc/x -a anon /etc
echo '# not such a path'
j --emit-override '/etc/a b' -a anon /opt/jre
j --emit-override '/etc/${x}' -a anon /opt/jre
j --emit-override /etc/java.security -a anon /opt/jre
j --emit-override /opt/jre/$SECURITY -a anon --force /opt/jre
ln -s /opt/jre/$SECURITY etc/link
j --emit-override /etc/link -a anon --force /opt/jre
rm etc/link
j --emit-override /nowhere/x -a anon /opt/jre
j --emit-override /etc -a anon /opt/jre
unchanged
