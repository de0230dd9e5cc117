# SPDX-License-Identifier: MIT
# Reports the immutable attribute of the file or its directory.
need chattr
chattr +i opt/sample-25/$SECURITY 2>/dev/null || skip "chattr +i does not work here"
chattr +a opt/sample-8/jre/lib/security
refused j -a anon /opt/sample-25 /opt/sample-8
n_backups
chattr -i opt/sample-25/$SECURITY
chattr +i opt/sample-25/conf/security
refused j -n -a anon /opt/sample-25
