# SPDX-License-Identifier: MIT
# Keeps a read-only mode, special bits and another owner.
need_root
chmod 4444 opt/sample-25/$SECURITY
chmod 600 opt/sample-8/jre/lib/security/java.security
chown 0:1357 opt/sample-25/$SECURITY
quietly -a anon
grep -c anon opt/sample-25/$SECURITY
stat -c '%a %u:%g %n' opt/sample-25/$SECURITY opt/sample-8/jre/lib/security/java.security
quietly -r
stat -c '%a %u:%g %n' opt/sample-25/$SECURITY opt/sample-8/jre/lib/security/java.security
