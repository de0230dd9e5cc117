# SPDX-License-Identifier: MIT
# Keeps backups that others need, existing files, and damaged backups.
quietly -a anon
quietly -a NULL --remember /usr/lib/jvm/sample-17
quietly -d NULL /opt/sample-8
echo '# one archive has files of all'
rm -r opt/sample-8
j --forget /opt/sample-8
j --forget /opt/sample-8
echo '# the home is gone, but its configuration is not'
mv usr/lib/jvm/sample-17 "$T"
j --forget /usr/lib/jvm/sample-17
j --restore /etc/sample-17/security/java.security -q
echo '# both are gone: the home still leads to the backups'
rm -r etc/sample-17
j --forget /usr/lib/jvm/sample-17 /opt/sample-8
j --backups
echo '# the last one, whose directory remains'
rm opt/sample-25/conf/security/java.security
j --forget /opt
j --forget /opt/sample-25 /opt/sample-8 /usr/lib/jvm/sample-17
ls var/lib/jsecpatch/backups
