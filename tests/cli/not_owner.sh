# SPDX-License-Identifier: MIT
# A user cannot change another user's file, even in a directory of his own.
need_users
chown 65534:65534 opt/sample-8/jre/lib/security
mkdir "$T/user"
chown 65534:65534 "$T/user"
snapshot
user j --state-dir "$T/user/state" -a anon /opt/sample-8
user j --state-dir "$T/user/state" -a anon /opt/sample-25
unchanged
user j -a anon /opt/sample-25
unchanged
echo "# root changes a user's file with that user's rights"
chown 0:0 opt/sample-8/jre/lib/security
chown 65534:65534 opt/sample-8/jre/lib/security/java.security
j -a anon /opt/sample-8
j --force -a anon /opt/sample-8
