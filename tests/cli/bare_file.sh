# SPDX-License-Identifier: MIT
# Edits a java.security outside of any home.
cp opt/sample-25/conf/security/java.security my.security
RESTORE=(my.security)
edit -a anon my.security
echo 'some=thing' >other
refused j -a anon /other
