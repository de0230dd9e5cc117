# SPDX-License-Identifier: MIT
# Refuses hard links. With --force only one name changes.
ln opt/sample-25/$SECURITY other
refused j -a anon /opt/sample-25
refused j -n -a anon
quietly -r --force
j -a anon /opt/sample-25 --force
grep -c anon other opt/sample-25/$SECURITY
stat -c %h other opt/sample-25/$SECURITY
