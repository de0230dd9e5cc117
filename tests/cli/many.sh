# SPDX-License-Identifier: MIT
# Several threads write sixty installs. Failures do not disturb the other installs, and
# the order of the results is always the same.
need_mounts
need python3
for i in $(seq 10 69); do
    list_home "jdk-$i" "A, anon, B$((i % 3))"
    echo "opt/jdk-$i/$SECURITY"
done >"$T/files"
list_home jdk-13 'anon keySize'
for i in 31 32; do
    mount -t tmpfs -o size=64k,mode=755 none opt/jdk-$i
    list_home jdk-$i 'A, anon'
    cat /dev/zero >opt/jdk-$i/filler 2>/dev/null
done
cp opt/jdk-55/$SECURITY "$T/outside"
mount --bind "$T/outside" opt/jdk-55/$SECURITY
mkdir "$T/old"
xargs cp --parents -t "$T/old" <"$T/files"

# Prints each run of equal results as one line.
results() {
    python3 -c '
import itertools, json, sys
told = [(r["state"], (r.get("error") or {}).get("code"), bool(r.get("backup")))
        for r in json.load(sys.stdin)["installs"] if "/opt/jdk-" in r["home"]]
for result, same in itertools.groupby(told):
    print(len(list(same)), *result)'
}

document --root "$R" -a anon >"$T/json"
echo "=> $?"
results <"$T/json"
n_backups
xargs grep -L anon <"$T/files" | wc -l
echo "- from one archive, and in the same order again"
document --root "$R" -r >"$T/json"
echo "=> $?"
results <"$T/json"
while read -r file; do
    cmp "$file" "$T/old/$file"
done <"$T/files"
document --root "$R" -l | results
echo "- suspended and resumed"
silently -a anon
echo "=> $?"
j --suspend -q
xargs grep -l anon <"$T/files" | wc -l
silently --reapply
xargs grep -L anon <"$T/files" | wc -l
find . "$T/outside" -name '.jsecpatch*' -o -name '.new*'
