# SPDX-License-Identifier: MIT
# Deletes backups of what has been gone for long, if the policy says so.
for name in a b c d e; do
    list_home $name "A, anon"
    quietly -a anon /opt/$name
done
mkdir -p mnt/disk mnt/full
mv opt/c mnt/disk && mv opt/d mnt/full
for path in /mnt/disk/c /mnt/full/d; do
    quietly -d anon $path
done
echo 'keep-gone = 90 days' >etc/jsecpatch.conf

# gone_since DAYS: all that is gone has been gone for so long.
gone_since() {
    sed "1d; s/^[0-9]*/$(($(date +%s) - $1 * 86400))/" "$STATE/gone" >"$T/gone"
    seal gone <"$T/gone"
}

quietly -a NULL --remember /opt/b
grep -v '^#' etc/jsecpatch.conf
echo '# nothing is gone, then two are; a mount point may be empty for another reason'
rm -r opt/a opt/e mnt/disk/c
mv opt/b/$SECURITY opt/b/$SECURITY.old
n_backups
j -a anon -q /opt/sample-25
sed -n '2,$s/^[0-9]* //p' "$STATE/gone"
n_backups
echo '# not yet'
gone_since 89
j -a anon /opt/sample-25 | grep gone
n_backups
echo '# one comes back'
list_home e "A, anon"
j -a anon -q /opt/e
sed -n '2,$s/^[0-9]* //p' "$STATE/gone"
rm -r opt/e
quietly -a anon /opt/sample-25
sed -n '2,$s/^[0-9]* //p' "$STATE/gone"
sed -i "1d; /opt.e/!s/^[0-9]*/$(($(date +%s) - 91 * 86400))/" "$STATE/gone"
cp "$STATE/gone" "$T/gone" && seal gone <"$T/gone"
echo '# now: a dry run only tells'
j -n -a anon /opt/sample-25 | grep deleted
n_backups
document --root "$R" -n -a anon /opt/sample-25 | python3 -c '
import json, sys
print([note["code"] for note in json.load(sys.stdin)["policy"]["notes"]])'
j -a anon /opt/sample-25 | grep deleted
n_backups
j --backups -q
j --restore -q /mnt/full/d
echo '# the line outlives the rules'
rm -r opt/b
j --forget /opt/b
grep -v '^#' etc/jsecpatch.conf
echo '# wrong'
for value in 90 '0 days' '-1 days' '90 weeks' '100000 days'; do
    echo "keep-gone = $value" >etc/jsecpatch.conf
    j --reapply -q
done
