# SPDX-License-Identifier: MIT
# If the records or backups of a suspension are damaged, nothing is lost without a word.
# valgrind: sample
file=opt/sample-8/jre/lib/security/java.security
again() {
    rm -rf "${R:?}/var" && cp -a "$T/suspended/." "$R"
}
quietly -a anon --remember /opt/sample-8
quietly -a NULL /opt/sample-8
quietly --suspend
cp -a "$R" "$T/suspended"
echo "# the record is cut off"
truncate -s 300 var/lib/jsecpatch/suspended
refused j --reapply -q
refused j --allow DES -q /opt/sample-8
j --reapply --from-hook apt
sed -n '/message/p' var/lib/jsecpatch/hook-runs
echo "# and deleted, as the message says"
rm var/lib/jsecpatch/suspended
j --reapply -q
list_line "$file"
echo "# a byte of it is flipped"
again
sed -i s/pristine=/pristime=/ var/lib/jsecpatch/suspended
refused j --reapply -q
echo "# a newer version wrote it"
again
tail -n +2 "$T/suspended/var/lib/jsecpatch/suspended" | FORMAT=99 seal suspended
refused j --reapply -q
echo "# the backup is damaged"
again
last=$(archives | tail -1)
cp "$last" "$T/last"
printf 'x' | dd of="$last" bs=1 seek=4000 conv=notrunc 2>/dev/null
refused j --reapply -q
echo "# it is mended"
cp "$T/last" "$last"
j --reapply -q
list_line "$file"
echo "# it stays damaged"
again
printf 'x' | dd of="$last" bs=1 seek=4000 conv=notrunc 2>/dev/null
j --reapply --force /opt/sample-8 | grep -v '^  backup'
list_line "$file"
echo "# what a damaged manifest said is not known: that is told, not taken for somebody's file"
again
quietly --reapply /opt/sample-8
for archive in $(archives); do : >"$archive"; done
refused j --suspend -q /opt/sample-8
refused j --allow DES -q /opt/sample-8
refused j --suspend -q --force /opt/sample-8
