# SPDX-License-Identifier: MIT
# Keeps remembered changes in place, in later installs, too.
j -n -a anon --remember
j -a anon --remember -q
cat etc/jsecpatch.conf
list_home later 'SSLv3, anon, NULL'
j -l /opt/later /opt/sample-8
j --reapply --dry-run
j --reapply -q
refused j --reapply -q
n_backups
j -l /opt/later
echo "# the contrary is the last word:"
j -d anon --remember -q /opt/later
j -d anon,RC4 -a NULL --remember -q
grep ^rule etc/jsecpatch.conf
list_home later 'SSLv3'
j --reapply /opt/later
