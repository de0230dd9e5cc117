# SPDX-License-Identifier: MIT
# Simultaneous runs wait for each other: no change is lost.
# valgrind: sample
for entry in SSLv3 TLSv1 TLSv1.1 DTLSv1.0 RC4 DES MD5withRSA anon; do
    "$JSECPATCH" --root "$R" -q -a $entry /opt/sample-25 || echo "$entry failed" &
done
wait
j -l /opt/sample-25
j --backups | tail -1
quietly -r
cmp opt/sample-25/$SECURITY "$SOURCE_ROOT/samples/root/opt/sample-25/$SECURITY"
find . -name '.jsecpatch*' -o -name '.new*'
