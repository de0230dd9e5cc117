# SPDX-License-Identifier: MIT
# Refuses files that jsecpatch did not write, and installs that ignore override files.
override_home jre 'SSLv3, anon, NULL'
echo '# somebody else wrote it'
echo 'a=1' >etc/mine
refused j --emit-override /etc/mine -a anon /opt/jre
refused j --emit-override /etc/mine -a anon -n /opt/jre
j --emit-override /etc/mine -a anon --force /opt/jre | head -2
echo 'jdk.tls.disabledAlgorithms=' >>etc/mine
refused j --emit-override /etc/mine -a anon /opt/jre
j --emit-override /etc/mine -a anon --force -q /opt/jre
tail -1 etc/mine
echo '# Java would not read it'
list_home deaf 'SSLv3, anon'
refused j --emit-override /etc/x -a anon /opt/deaf
echo '# the list would be empty, or broken, or is not set'
override_home one anon
refused j --emit-override /etc/x -a anon /opt/one
j --emit-override /etc/x -a anon --force /opt/one | head -2
refused j --reapply /opt/one | tail -2
override_home bad 'anon NULL, SSLv3'
refused j --emit-override /etc/y -a SSLv3 /opt/bad
echo 'security.overridePropertiesFile=true' | home unset
refused j --emit-override /etc/y -a anon /opt/unset
j --emit-override /etc/y -d anon -q /opt/unset
tail -1 etc/y
echo '# a suite is no entry'
refused j --emit-override /etc/z -a TLS_DH_anon_WITH_AES_128_GCM_SHA256 /opt/jre
echo '# nothing is recorded of what was not written'
sed -n '/^file/p' var/lib/jsecpatch/overrides
