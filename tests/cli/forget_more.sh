# SPDX-License-Identifier: MIT
# Forgets rules for several or all installs, archives, override files and suspensions.
need tar
mkdir srv
override_home one 'SSLv3, anon, NULL'
tar -cf srv/jdk.tar -C opt sample-8
printf 'rule.a.allow = anon\nrule.a.target = /opt/sample-8 \nrule.a.target = /opt/sample-25\nrule.b.allow = NULL\nrule.b.except = /opt/sample-8\nrule.c.disallow = MD5\nrule.c.target = /opt/sample-8/\nrule.d.allow = anon\nrule.d.target = /opt/one\n' >etc/jsecpatch.conf
quietly -a anon /opt/sample-8
quietly -a anon /srv/jdk.tar
quietly --emit-override /etc/extra.security -a NULL /opt/one
quietly --suspend
rm -r opt/sample-8 opt/one
j --forget /opt/sample-8 /opt/one
cat etc/jsecpatch.conf
ls var/lib/jsecpatch
j --reapply | grep -v ^No
echo '# an archive'
j --forget /srv/jdk.tar
j --forget /srv/jdk.tar:sample-8
rm srv/jdk.tar
j --forget /srv/jdk.tar:sample-8
j --forget /srv/jdk.tar
echo '# a relative path is taken inside the root, and nothing is made'
rm -r var
j --forget opt/sample-8
j --forget opt/sample-7
ls
