# SPDX-License-Identifier: MIT
# Prints what --backups, --restore and the next change say about damaged backups.
file=opt/sample-8/jre/lib/security/java.security
quietly -a anon /opt/sample-8
quietly -a NULL /opt/sample-8
first=$(archives | head -1)
cp "$first" "$T/good"
at=$(grep -abo 'A sample of a java' "$first" | head -1 | cut -d: -f1)
printf X | dd of="$first" bs=1 seek="$at" conv=notrunc status=none
j --backups
refused j --restore /opt/sample-8
refused j --restore="$(basename "$first" .tar)" /opt/sample-8
j --restore="$(basename "$(archives | tail -1)" .tar)" /opt/sample-8 -q
for size in 0 100 1000 3000; do
    head -c $size "$T/good" >"$first"
    echo "cut to $size"
    j --backups -q
    refused j --restore /opt/sample-8 -q
done
cp "$T/good" "$first"
quietly --restore /opt/sample-8
cmp $file "$SOURCE_ROOT/samples/root/$file"
# An archive of several files: its error is printed once.
quietly -a anon
printf X | dd of="$(archives | tail -1)" bs=1 seek=5000 conv=notrunc status=none
j --backups
