# SPDX-License-Identifier: MIT
# Applies a rule to all installs that a pattern matches, wherever they are, and to no other.
versioned() {
	mkdir -p "$1/conf/security"
	printf 'JAVA_VERSION="%s"\n' "$2" >"$1/release"
	printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=anon, NULL\n' >"$1/conf/security/java.security"
}
states() { j --reapply "$@" | sed -n '/^\//{N;s/\n */: /p}; /note/p; /^jsec/p'; }
versioned srv/java/jdk-17.0.15 17.0.15
versioned srv/java/jdk-17.0.16 17.0.16
versioned srv/java/jdk-21.0.7 21.0.7
versioned srv/java/.jdk-17.0.9 17.0.9
versioned 'srv/java/odd[1]*/jdk' 17.0.15
touch srv/java/jdk-17.0.15.tar.gz
mkdir srv/java/jdk-17.notes
ln -s java srv/link
cat >etc/jsecpatch.conf <<'END'
rule.1.allow = anon
rule.1.target = /srv/link/jdk-17.*
rule.1.except = /srv/java/jdk-17.*6
END
echo "# in no known place, through a link; one is excepted"
states
states /srv/java/jdk-17.0.15 /srv/java/jdk-17.0.16
states /srv/java/jdk-21.0.7
echo "# by the file, with sets; a backslash is written twice"
cat >etc/jsecpatch.conf <<'END'
rule.1.disallow = MD5
rule.1.target = /srv/java/jdk-[!1-9][0-9].?.[7]/conf/security/java.security
rule.1.target = /srv/java/jdk-2[!2-9].?.[7]/conf/security/java.security
rule.2.allow = NULL
rule.2.target = /srv/java/odd\\[1\\]\\*/jdk
END
states
echo "# remembered, it is one path"
rm etc/jsecpatch.conf
j -a NULL --remember -q '/srv/java/odd[1]*/jdk'
j -a anon --remember -q '/srv/java/odd[1]*/jdk'
grep ^rule etc/jsecpatch.conf
echo "# more than is looked at"
mkdir -p srv/many/{1..40}/{1..40}
printf 'rule.1.allow = NULL\nrule.1.target = /srv/many/*/*/*\n' >etc/jsecpatch.conf
j --reapply -q
echo "# other users cannot fill it without bound"
mkdir -p srv/open/jdk-17.{1..33}
chmod 777 srv/open
printf 'rule.1.allow = NULL\nrule.1.target = /srv/open/jdk-17.*\n' >etc/jsecpatch.conf
j --reapply -q
rmdir srv/open/jdk-17.33
j --reapply -q
