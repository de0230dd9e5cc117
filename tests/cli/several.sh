# SPDX-License-Identifier: MIT
# If one install fails, the others are still changed.
list_home bad 'anon NULL'
j -a anon /opt/bad /opt/sample-8 /opt/none /opt/sample-25
n_backups
grep -c anon opt/sample-8/jre/lib/security/java.security opt/sample-25/$SECURITY opt/bad/$SECURITY
