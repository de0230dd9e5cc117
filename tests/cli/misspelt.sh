# SPDX-License-Identifier: MIT
# Refuses to allow what is in no list, and never was in a vendor's: it is misspelt.
refused j -a annon
refused j -a anon,annon -q
refused j -a frobnicate
refused j -a 'DH keySize < 2049' /opt/sample-8
refused j -a AECDH-AES256-SHA
refused j -a 'TLS_RAS_*'
refused j -a annon --remember
refused j -a annon --json | grep -a '"code"'
test ! -e etc/jsecpatch.conf
echo "# a list that is in another file decides what is there"
list_home one 'anon, MINE'
list_home two 'anon, OTHER'
j -a mine | tail -n +3 | grep -a "allowed\|MINE\|mine"
echo "# it is gone now"
refused j -a MINE
j -a MINE --force /opt/two
echo "# what a list includes"
list_home three 'anon, include jdk.disabled.namedCurves'
echo 'jdk.disabled.namedCurves=secp112r1, secp256k1' >>opt/three/conf/security/java.security
refused j -a secp256k1 /opt/three
refused j -a anon,secp256k1 /opt/three
j -a secp256k1 --force /opt/three
j --property jdk.disabled.namedCurves -a secp256k1 -q /opt/three
tail -n 2 opt/three/conf/security/java.security
echo "# in the policy: the other rules are applied"
printf 'rule.1.allow = anonn\nrule.2.allow = NULL\n' >etc/jsecpatch.conf
j --reapply -n -q
j --reapply | grep -a 'allowed\|patched$'
j --reapply -q
j --reapply --from-hook apt
grep -a apt.reapply var/lib/jsecpatch/hook-runs | sed 's/time=.*/time=TIME/'
