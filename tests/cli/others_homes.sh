# SPDX-License-Identifier: MIT
# A hook does not look into the homes of other users. Other runs of root look there with the
# rights of each user, and not at too many files.
# valgrind: heavy, under strace
need_users
need_strace
rm -r opt/* usr/lib/jvm
mkdir -p root/.jdks home/one/.jdks home/one/.gradle/jdks
printf 'root:x:0:0::/root:/bin/sh\none:x:65534:65534::/home/one:/bin/sh\n' >etc/passwd
for at in root/.jdks/own home/one/.jdks/ones home/one/.gradle/jdks/closed; do
    cp -r "$SOURCE_ROOT/samples/root/opt/sample-25" "$at"
done
chown -R 65534:65534 home/one
chown 0:0 home/one/.gradle/jdks
chmod 700 home/one/.gradle/jdks

# looked COMMAND...: prints which homes a run looks into.
looked() {
    strace -f -qq -o "$T/trace" "$JSECPATCH" --root "$R" -q "$@" >/dev/null 2>&1 </dev/null
    grep -oE '"(own|ones|closed)"' "$T/trace" | sort | uniq -c | awk '{print $2}'
}

printf 'rule.1.allow = anon\n' >etc/jsecpatch.conf
echo "- a reapply by a hook, and by hand"
looked --reapply --from-hook apt
looked --reapply
echo "- a suspend by a hook"
looked --suspend --from-hook apt
quietly --reapply
echo "- also if the user's install was changed before; but if the policy names it"
quietly --allow NULL /home/one/.jdks/ones
looked --reapply --from-hook apt
echo 'rule.2.target = /home/one/.jdks/ones
rule.2.allow = NULL' >>etc/jsecpatch.conf
looked --reapply --from-hook apt
sed -i /rule.2/d etc/jsecpatch.conf
silently --reapply
quietly --restore /home/one/.jdks/ones
echo "- what root may see and the user may not is not found"
j --list | grep '^[^ ]'
j --list -v 2>&1 | grep searched
echo "- too many files"
mkdir -p home/one/.m2/jdks
(cd home/one/.m2/jdks && seq 1500 | xargs mkdir)
chown -R 65534:65534 home/one/.m2
j --allow NULL -v | grep '^[^ ]'
j --allow NULL -q
document --root "$R" --list | tr -d '\n ' | grep -o '"scan":{[^}]*}'
echo "- nothing there can fail the run"
rm -r root/.jdks home/one/.jdks
j --list
echo "- a user with a number that does not exist here, and one without a home"
printf 'two:x:4294967295:4294967295::/home/one:/bin/sh\nthree:x:7:7::/none:\n' >etc/passwd
j --list
