# SPDX-License-Identifier: MIT
# Says that the policy still requires what was restored, and can remove the rule.
quietly -a anon --remember
j --restore /opt/sample-8
j --reapply -q
j --restore --forget --dry-run /opt/sample-8 >"$T/diff"
grep '^[-+ ]' "$T/diff" | tail -3
j --restore --forget /opt/sample-8
grep ^rule etc/jsecpatch.conf
refused j --reapply -q
echo "# named through a link, and all others"
ln -s ../opt/sample-25 opt/link
j --restore --forget -q /opt/link
grep ^rule etc/jsecpatch.conf
printf 'rule.2.allow = NULL\nrule.2.target = /opt/sample-8\n' >>etc/jsecpatch.conf
j --restore --forget -q /opt/sample-8
grep ^rule etc/jsecpatch.conf
j --restore --forget | tail -2
grep -c ^rule etc/jsecpatch.conf
j --reapply -q
echo "# an edit that is not remembered"
quietly -a anon --remember /opt/sample-8
j -d anon /opt/sample-8
echo "# no policy: nothing to remove, and no file is made"
rm etc/jsecpatch.conf
j --restore --forget /opt/sample-8 | grep policy
[ ! -e etc/jsecpatch.conf ] || echo "a policy was made"
echo "# what could not be restored stays in the policy"
quietly -a anon --remember
refused j --restore=abc --forget /opt/sample-8
j --restore --forget -q /opt/sample-25
grep ^rule etc/jsecpatch.conf
rm -r "$STATE"
cp -a etc/jsecpatch.conf "$T"
j --restore --forget /opt/sample-8
cmp etc/jsecpatch.conf "$T/jsecpatch.conf"
j --restore --forget --force -q /opt/sample-8
grep ^rule etc/jsecpatch.conf
echo "# nothing is remembered where nothing is found"
rm -r opt usr etc/sample-17 etc/jsecpatch.conf
refused j -a anon --remember
[ ! -e etc/jsecpatch.conf ] || echo "a policy was made"
