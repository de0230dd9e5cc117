# SPDX-License-Identifier: MIT
# A rule is about the list that Java takes, wherever that is. A reapply edits one file of an
# install: it never defines a list again that another file has.
own() {
    rm -rf opt/new
    home new 25.0.3 </dev/null
    cp "$SOURCE_ROOT/samples/root/opt/sample-25/$SECURITY" "opt/new/$SECURITY"
    mkdir "opt/new/conf/security/own"
    echo 'include own/a' >>"opt/new/$SECURITY"
    cat >opt/new/conf/security/own/a
}
rule() { printf 'rule.1.property = jdk.jar.disabledAlgorithms\nrule.1.%s = %s\nrule.1.target = /opt/new\n' "$@" >etc/jsecpatch.conf; }
policy() { j -l /opt/new | grep -E 'policy|^!|^=>'; }
echo "- the TLS list is in an included file, the rule's list in java.security"
own <<<'jdk.tls.disabledAlgorithms=SSLv3, anon, NULL'
rule disallow MD5
policy
j --reapply -q
rule disallow FOO
policy
refused j --reapply -q
refused j --reapply -q --force
echo "- the other way round"
own <<<'jdk.jar.disabledAlgorithms=MD2'
policy
refused j --reapply -q
rule allow MD5
policy
refused j --reapply -q
rule allow MD2
policy
refused j --reapply -q
j --property jdk.jar.disabledAlgorithms --allow MD2 --disallow FOO /opt/new -q
cat opt/new/conf/security/own/a
policy
refused j --reapply -q
echo "- both in the same file"
own <<<$'jdk.jar.disabledAlgorithms=MD2, MD5\njdk.tls.disabledAlgorithms=anon'
j --reapply -q
cat opt/new/conf/security/own/a
echo "- not set anywhere"
own <<<'jdk.tls.disabledAlgorithms=anon'
sed -i '/^jdk.jar.disabledAlgorithms/,/[^\\]$/d' "opt/new/$SECURITY"
rule disallow MD2
j --reapply -q
cat opt/new/conf/security/own/a
echo "- the vendor's newer file includes another one"
rm etc/jsecpatch.conf
own <<<'jdk.tls.disabledAlgorithms=SSLv3, anon'
mv "opt/new/$SECURITY" "opt/new/$SECURITY.rpmnew"
cp "$SOURCE_ROOT/samples/root/opt/sample-25/$SECURITY" "opt/new/$SECURITY"
quietly --allow anon /opt/new
refused j --allow NULL --adopt-vendor /opt/new -q
echo "- in an archive nobody follows it"
mv "opt/new/$SECURITY.rpmnew" "opt/new/$SECURITY"
tar -C opt -cf new.tar new
refused j --allow anon /new.tar -q
j --allow anon --force /new.tar | grep patched
echo "- the newer file includes the list of a rule"
sed -i '/^include/d' "opt/new/$SECURITY"
{ cat "opt/new/$SECURITY" && echo 'include own/a'; } >"opt/new/$SECURITY.rpmnew"
echo 'jdk.jar.disabledAlgorithms=MD2' >opt/new/conf/security/own/a
rule disallow FOO
refused j --reapply --adopt-vendor /opt/new -q
echo "- two damaged backups, and a list in an included file with a good one"
rm etc/jsecpatch.conf
own <<<'jdk.tls.disabledAlgorithms=SSLv3, anon'
quietly --allow anon /opt/sample-8
quietly --allow anon /opt/new
printf X | dd of="$(archives | tail -2 | head -1)" bs=1 conv=notrunc status=none
j -l --quiet /opt/new
