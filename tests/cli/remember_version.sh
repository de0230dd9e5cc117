# SPDX-License-Identifier: MIT
# Remembers what stays of a home whose path holds its version, and forgets that again.
versioned() {
	mkdir -p "$1/conf/security"
	printf 'JAVA_VERSION="%s"\n' "$2" >"$1/release"
	printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=anon, NULL, DES\n' >"$1/conf/security/java.security"
}
rules() { grep ^rule etc/jsecpatch.conf || echo none; }
notes() { grep -a 'policy names\|policy excepts\|also matches\|^rule' | sed 's/^ *//'; }
echo "# a link without a version: as it is typed"
versioned opt/jdk-17.0.15 17.0.15
ln -s jdk-17.0.15 opt/java-17
j -a anon --remember -q /opt/java-17
rules
j --restore --forget -q /opt/java-17
rules
echo "# the home itself"
j -a anon --remember --dry-run /opt/jdk-17.0.15 2>&1 | notes
j -a anon --remember /opt/jdk-17.0.15 | notes
j -a NULL --remember -q /opt/jdk-17.0.15
rules
echo "# the later version is covered, another major version is not"
mv opt/jdk-17.0.15 opt/jdk-17.0.16
versioned opt/jdk-17.0.16 17.0.16
versioned opt/jdk-21.0.7 21.0.7
j --reapply -q
j -l | grep -a 'jdk-\|policy'
echo "# not what is beside it now, nor later without saying so"
versioned opt/jdk-21.0.6 21.0.6
j -a anon --remember /opt/jdk-21.0.7 | notes
j -a anon --remember -q /opt/jdk-21.0.7
j -a anon --remember --json /opt/jdk-21.0.6 | python3 -c '
import json, sys
for note in json.load(sys.stdin)["policy"]["notes"]:
    print(note["code"], note["message"], "-", note["hint"])'
rules
echo "# forgotten: the one that is named"
j --restore --forget -q /opt/jdk-21.0.6
rules
j --restore --forget -q /opt/jdk-21.0.7 /opt/jdk-17.0.16
rules
echo "# a pattern by hand stays, with an exception that outlives the version"
cat >etc/jsecpatch.conf <<'END'
rule.1.allow = anon
rule.1.target = /opt/jdk-*
rule.2.allow = NULL
rule.3.allow = DES
rule.3.target = /opt/jdk-1*
END
j --restore --forget /opt/jdk-17.0.16 | notes
rules
mv opt/jdk-17.0.16 opt/jdk-17.0.17
versioned opt/jdk-17.0.17 17.0.17
j --reapply | grep -A1 jdk-17
echo "# but not if another install would lose its rule"
cat >etc/jsecpatch.conf <<'END'
rule.1.allow = anon
END
j --restore --forget /opt/jdk-21.0.6 | notes
rules
echo "# a version of the product is none of Java"
versioned opt/product-6.2/jre 17.0.15
versioned opt/product-17.0.1/jre 17.0.15
j -a DES --remember /opt/product-6.2/jre /opt/product-17.0.1/jre | notes
rules
echo "# uninstalled"
rm -r opt/product-*
rm etc/jsecpatch.conf
j -a DES --remember -q /opt/jdk-17.0.17
rm -r opt/jdk-17.0.17
j --forget /opt/jdk-17.0.17
rules
j -a anon --remember -q /opt/jdk-21.0.7 /opt/jdk-21.0.6
rm -r opt/jdk-21.0.6
j --forget /opt/jdk-21.0.6
rules
j --forget '/opt/jdk-21.*'
rm -r opt/jdk-21.0.7
j --forget '/opt/jdk-21.*'
rules
echo "# an exception is for others, too; one goes with its rule, and one stays"
versioned opt/jdk-21.0.8 21.0.8
printf '%s\n' 'rule.1.allow = anon' 'rule.1.except = /opt/jdk-*' 'rule.2.allow = anon' 'rule.2.target = /opt/jdk-17.*' \
	'rule.2.except = /opt/jdk-1*' 'rule.3.allow = NULL' 'rule.3.except = /opt/jdk-17*' >etc/jsecpatch.conf
j --forget /opt/jdk-17.0.17
rules
