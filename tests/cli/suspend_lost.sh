# SPDX-License-Identifier: MIT
# If the records or backups of a suspension are lost, applies only the policy.
# valgrind: sample
file=opt/sample-8/jre/lib/security/java.security
quietly -a anon --remember /opt/sample-8
quietly -a NULL /opt/sample-8
quietly --suspend
cp -a "$R" "$T/suspended"
echo "# the notes are damaged"
printf 'garbage' >var/lib/jsecpatch/suspended
j --reapply -q
list_line "$file"
echo "# the backup is damaged"
rm -rf "${R:?}/var" && cp -a "$T/suspended/." "$R"
last=$(archives | tail -1)
printf 'x' | dd of="$last" bs=1 seek=4000 conv=notrunc 2>/dev/null
j --reapply /opt/sample-8 | grep -v '^  backup'
list_line "$file"
echo "# what a damaged manifest said is not known: that is told, not taken for somebody's file"
rm -rf "${R:?}/var" && cp -a "$T/suspended/." "$R"
quietly --reapply /opt/sample-8
for archive in $(archives); do : >"$archive"; done
refused j --suspend -q /opt/sample-8
refused j --suspend -q --force /opt/sample-8
