# SPDX-License-Identifier: MIT
# Reports files and directories that a user cannot read.
need_users
chown -R 65534:65534 .
list_home secret anon
chmod 600 opt/secret/$SECURITY
list_home closed anon
chmod 700 opt/closed/conf
snapshot
user j -a anon /opt/secret
user j -a anon /opt/closed
unchanged
user j -l
