# SPDX-License-Identifier: MIT
# Long lists are printed in full, or with the number of missing items.
# Prints the names of Java 17's anonymous suites, in several spellings.
names() {
    "$JSECPATCH" --root "$R" --explain /usr/lib/jvm/sample-17 |
        grep -o '[A-Z]*_[A-Z]*_anon_[A-Z0-9_]*' | sort -u | sed "$1" | paste -sd,
}
some=$(names '')
many=$(names 'p; s/.*/\L&/p; s/tls/Tls/p; s/anon/Anon/p; s/with/With/p; s/_a/_A/')

echo "- entries that block suites"
list_home many "anon, $many"
j -n -a anon /opt/many 2>&1 | grep -oi '[^ ]*anon[^ ]* ([0-9]*)' | sort -u | wc -l
echo "- names that come near"
j --explain=_WITH_AES_128 | grep -o "'[^']*' and.*"
echo "- commands"
list_home some "$some,ANON,Anon,DH_anon,dh_anon,ECDH_anon"
access_tree
j --access-manager /opt/am /opt/some | grep -o ' --allow [^ ]*' | wc -l
echo "- parameters of Access Manager"
say lserver.conf cleartrust.net.ssl.use auth
seq -f '#cleartrust.net.ssl.keystore%g=x' 30 >>opt/am/servers/conf/lserver.conf
j --access-manager /opt/am | grep -oE '[0-9]+: [a-z0-9.]+ and .*'
echo "- an error of a run from a hook"
long=opt/$(printf '%0200d/%0200d/%0200d/%0200d/%0200d/%0200d' 1 2 3 4 5 6)
mkdir -p "$long/conf/security"
echo 'jdk.tls.disabledAlgorithms=anon keySize' >"$long/$SECURITY"
printf 'rule.1.allow = anon\nrule.1.target = /%s\n' "$long" >etc/jsecpatch.conf
j --reapply --from-hook apt | grep -o '=> .*'
grep -o "0006/$SECURITY.*" var/lib/jsecpatch/hook-runs
