# SPDX-License-Identifier: MIT
# A list is not complete while nobody knows which files a damaged backup was of.
need python3
quietly -a anon /opt/sample-8
quietly -a anon /opt/sample-25
tar -C opt -cf jdk.tar sample-8
first=$(archives | head -1)
cp "$first" "$T/good"
echo "- the manifest is lost; an install whose own backup is intact is known"
printf X | dd of="$first" bs=1 conv=notrunc status=none
refused j -l
refused j -l -q
COLUMNS=300 on_terminal 300 --color=never | sed -E 's/ +/ /g' | grep -E '^/|damaged'
silently -l --json || echo "=> $?"
python3 -c 'import json, sys
d = json.load(sys.stdin)
print(d["failed"], d["msg"])
for i in d["installs"]:
    print(i["home"], i["patched"], *(n["code"] for n in i["notes"]))' <"$T/stdout"
j --metrics "$T/metrics" -l -q
grep -E '^jsecpatch_(installs_patched|last_run_success) ' "$T/metrics"
j --prepare-removal -n
refused j -l -q /jdk.tar
echo "- a file in it is damaged; the manifest says what was patched"
cp "$T/good" "$first"
at=$(grep -abo 'A sample of a java' "$first" | head -1 | cut -d: -f1)
printf X | dd of="$first" bs=1 seek="$at" conv=notrunc status=none
j -l -q
refused j --backups -q
echo "- it was moved away"
mv "$first" "$T"
j -l | grep '^/opt'
