# SPDX-License-Identifier: MIT
# Deletes backups of what has been gone for long, if the policy says so.
need python3
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

# make_later TAR: makes a copy of a backup, as if it were made in the year 2999.
make_later() {
    python3 - "$1" <<'EOF'
import hashlib, os, re, sys
whole = re.sub(rb'time=20\d\d', b'time=2999', open(sys.argv[1], 'rb').read(), count=1)
start, end = whole.index(b'#mtree'), whole.index(b'# sha256=')
seal = hashlib.sha256(whole[start:end]).hexdigest().encode()
whole = whole[:end + 9] + seal + whole[end + 9 + 64:]
name = f'000099-29990101T000000Z-{hashlib.sha256(whole).hexdigest()[:16]}.tar'
open(os.path.join(os.path.dirname(sys.argv[1]), name), 'wb').write(whole)
EOF
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
echo '# but the clock may have been set back'
make_later "$(archives | tail -1)"
cp "$STATE/gone" "$T/gone"
j --backups | grep 2999
j -a NULL /opt/sample-25 | grep deleted
n_backups
cmp "$T/gone" "$STATE/gone"
archives | tail -2 | xargs rm
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
