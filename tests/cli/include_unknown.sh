# SPDX-License-Identifier: MIT
# Says that it does not know which list Java takes where an include depends on something that
# cannot be known from outside. Follows the others.
names() {
    home "$1" 25.0.5
    printf 'JAVA_RUNTIME_VERSION="25.0.5+8-x"\nOS_ARCH="x86_64"\nIMPLEMENTOR="Debian"\n' >>"$R/opt/$1/release"
}
# shellcheck disable=SC2016 # Java expands it
for name in '${user.home}/x' '${no.such}own.inc' '${os.arch}' '${java.version}${/}y' '${os.name}.inc' \
    '${{user.home}}' 'redhat/${redhat.crypto-policies}/x' '${java.home}/conf/security/own.inc' \
    '${java.specification.version}'; do
    printf 'jdk.tls.disabledAlgorithms=SSLv3, anon\ninclude %s\n' "$name" | names new
    echo 'jdk.tls.disabledAlgorithms=NULL, anon' >"$R/opt/new/conf/security/own.inc"
    echo "== $name"
    j --list /opt/new | sed '/^\/opt/d'
    j -n --allow anon /opt/new 2>&1 | grep -v '^ '
    j --explain=TLS_DH_anon_WITH_AES_128_CBC_SHA /opt/new 2>&1 | tail -2
done
echo '== a later definition counts all the same'
printf 'include %s\njdk.tls.disabledAlgorithms=SSLv3, anon\n' "\${user.home}/x" | names new
j --list /opt/new
j --allow anon /opt/new | grep -e patched -e usable
need python3
printf 'jdk.tls.disabledAlgorithms=SSLv3, anon\ninclude %s\n' "\${user.home}/x" | names new
silently --json --list /opt/new || echo "=> $?"
python3 -c '
import json, sys
d = json.load(sys.stdin)
i = d["installs"][0]
print(d["failed"], d["msg"])
print(i["effective"], i["effective_entries"], i["overridden_by"], [n["code"] for n in i["notes"]])' <"$T/stdout"
j --quiet --list /opt/new
echo '== in spite of it'
j --allow anon --force /opt/new | grep -e patched -e usable -e note
echo '== no version, and a layout that has no includes'
rm "$R/opt/new/release"
j --list /opt/new
mkdir -p "$R/opt/eight/jre/lib/security"
cp "$R/opt/new/$SECURITY" "$R/opt/eight/jre/lib/security"
j --list /opt/eight
