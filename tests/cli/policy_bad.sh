# SPDX-License-Identifier: MIT
# Reports file and line of a policy that is bad or untrusted, and changes nothing.
# valgrind: sample
try() {
    printf '%b' "$1" >etc/jsecpatch.conf
    refused j --reapply
}
try 'rule.1.allow = anon\nrule.1.alow = x\n'
try '# x\n\nallow = anon\n'
try 'rule.1.target = opt/sample-8\n'
try 'rule.1.allow = anon\\u00zz\n'
try 'rule.1.property = jdk.tls.disabledAlgorithm\nrule.1.allow = anon\n'
try 'rule.x.allow = DES\nrule.1.allow = anon\nrule.1.disallow = ANON\n'
try 'rule.1.disallow = DH keysize < 1\n'
try 'rule.1.disallow = "x"\n'
echo "# what needs no policy goes on without it"
j -a anon /opt/sample-8 | tail -1
refused j -a NULL --remember
refused j --restore --forget
j -l -q
echo "# not a file"
rm etc/jsecpatch.conf
mkdir etc/jsecpatch.conf
refused j --reapply
echo "# one that was named, and is not there"
refused j --reapply --policy /etc/typo.conf
refused j --reapply --policy /etc/typo.conf -q
refused document --root "$R" --reapply --policy /etc/typo.conf | grep '"msg"'
j -l --policy /etc/typo.conf -q
echo "# a link to nothing"
rmdir etc/jsecpatch.conf
for to in srv/no srv/none/no; do
    mkdir -p srv
    ln -sfn "/$to" etc/jsecpatch.conf
    refused j --reapply
    refused j -l -q
    refused j -a NULL --remember
done
echo 'rule.1.allow = NULL' >srv/no
ln -sfn /srv/no etc/jsecpatch.conf
j --reapply | grep "^[0-9]* patched"
