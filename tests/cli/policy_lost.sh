# SPDX-License-Identifier: MIT
# Fails where a rule has lost its Java, and proposes the one that took its place.
versioned() {
	mkdir -p "$1/conf/security"
	printf 'JAVA_VERSION="%s"\n' "$2" >"$1/release"
	printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=anon, NULL, DES\n' >"$1/conf/security/java.security"
}
lost() { grep -a 'rule\.\|=>' | sed 's/^ *//'; }
hook() {
	jsec --root "$R" --hook status --json | python3 -c '
import json, sys
document = json.load(sys.stdin)
for hook in document["hooks"]:
    for run in hook["runs"]:
        print(hook["name"], run["action"], run["ok"], run["message"], document["failed"])'
}
cat >etc/jsecpatch.conf <<'END'
rule.1.allow = anon, DH keySize < 1024
rule.1.disallow = RC4
rule.1.target = /opt/jdk-17.0.15
rule.2.property = jdk.jar.disabledAlgorithms
rule.2.disallow = MD5
rule.2.target = /opt/jdk-17.0.15
rule.2.target = /opt/sample-8
END
echo "# one that is installed again, one that has another target"
versioned opt/jdk-17.0.16 17.0.16
versioned opt/jdk-21.0.7 21.0.7
j -l | lost
j -q -l
j --reapply | lost
j -q --reapply --dry-run | grep '^[-+]'
echo "# only if all are looked at"
j -l /opt/sample-8 | lost
echo "# the hook says so"
j --reapply --from-hook apt
hook
echo "# as JSON"
document --root "$R" --list | python3 -c '
import json, sys
document = json.load(sys.stdin)
print(document["failed"], document["policy"]["error"])
print(*document["policy"]["successors"], sep="\n")'
echo "# what is proposed mends it"
j --list | sed -n 's/.*run: jsecpatch --root [^ ]* \(--allow.*\)/\1/p' >"$T/command"
(eval "j -q $(cat "$T/command")")
j --list | lost
j --list | sed -n 's/.*run: jsecpatch --root [^ ]* \(--prop.*\)/\1/p' >"$T/command"
(eval "j -q $(cat "$T/command")")
grep ^rule etc/jsecpatch.conf
j -q --list
j --reapply --from-hook apt
hook
echo "# none left: a pattern that matches nothing, and two rules"
rm -r opt/jdk-17.0.16 opt/sample-8
j --list | lost
j --reapply --from-hook apt
echo "# and no Java at all: a rule without targets is content"
rm -r opt etc/sample-17 usr
j -q --reapply
printf 'rule.1.allow = anon\n' >etc/jsecpatch.conf
j -q --reapply
j --reapply --from-hook apt
hook
