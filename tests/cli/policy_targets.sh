# SPDX-License-Identifier: MIT
# Applies rules to some installs, by any of their paths, with exceptions.
list_home one 'anon, NULL, DES'
list_home two 'anon, NULL, DES'
mkdir -p "opt/odd, place/x" srv/deep/er
mv opt/two srv/deep/er/two
ln -s ../srv/deep/er/two opt/link
j -a anon --remember -q /opt/link "/opt/one/$SECURITY" /opt/none
grep ^rule etc/jsecpatch.conf
echo "# a target outside of the known places is found by the policy"
list_home two 'anon, NULL, DES'
rm -r srv/deep/er/two && mv opt/two srv/deep/er/two
j --reapply --json | python3 "$HERE/json_check.py"
echo "# a rule whose target is gone; one about all but one"
rm -r srv/deep
cat >etc/jsecpatch.conf <<'END'
# ours
rule.all.disallow = RC4, MD5
rule.all.except = /opt/sample-25
rule.gone.allow = NULL
rule.gone.target = /srv/deep/er/two
rule.jar.property = jdk.jar.disabledAlgorithms
rule.jar.disallow = MD5
rule.jar.target = /opt/one
END
j --reapply
j -l /opt/sample-25 /opt/one | grep -v blocks
