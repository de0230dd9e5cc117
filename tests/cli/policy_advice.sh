# SPDX-License-Identifier: MIT
# Says what an update will undo, what the rules miss, and which command helps.
need_root
advice() { grep -a 'A Java update\|note:\|does not match the\|skipped' | sed 's/^ *//'; }
list_home one 'anon, NULL, DES'
list_home two 'anon, NULL, DES'
echo "# what the policy does not want of this install does not last"
j -a anon --remember -q /opt/one
j -a anon /opt/two | advice
j -a NULL /opt/one | advice
echo "# what it wants does; the vendor's list needs nothing"
j -d anon -q --force /opt/one
j -a anon /opt/one | advice
j -a anon -q /opt/sample-8
j -d anon /opt/sample-8 | advice
echo "# where nothing is, and what no list has"
cat >>etc/jsecpatch.conf <<'END'
rule.typo.allow = anonn, DES
rule.typo.target = /opt/no-such-home
rule.typo.disallow = MY_OWN
END
j -l /opt/one | advice
j --reapply | advice
j -n --reapply | advice
j -q --reapply
j -a DES --dry-run /opt/one 2>&1 | advice
echo "# others' installs are to be named"
cat >etc/jsecpatch.conf <<'END'
rule.1.allow = NULL
END
chown -R 65534:65534 opt/two
j -l | advice
j --reapply | advice
j --reapply -q /opt/two
j -l /opt/two | grep policy
