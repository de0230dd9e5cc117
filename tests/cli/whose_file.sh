# SPDX-License-Identifier: MIT
# Says who else relies on a java.security, or writes it: jlink, the crypto policy, Kubernetes.
jdk() {
    list_home "$1" 'anon, NULL'
    printf 'JAVA_VERSION="%s"\n' "$2" >"$R/opt/$1/release"
    mkdir -p "$R/opt/$1/bin"
    : >"$R/opt/$1/bin/jlink"
}
notes() { j "$@" | sed -n 's/.*note: /note: /p; s/^! jsecpatch/jsecpatch/p'; }

echo '# jlink'
jdk own 25.0.3
jdk jmods 25.0.3
mkdir "$R/opt/jmods/jmods"
jdk eleven 11.0.20
jdk eleven-jmods 11.0.20
mkdir "$R/opt/eleven-jmods/jmods"
list_home jre anon
for home in own jmods eleven eleven-jmods jre; do
    echo "$home:"
    notes -n -a anon /opt/$home
done
notes -n -d anon /opt/own
notes -l /opt/own
notes -a anon /opt/own
notes -r /opt/own
echo '# crypto policy'
policy=$R/usr/share/crypto-policies/DEFAULT/java.txt
mkdir -p "${policy%/*}" "$R/etc/crypto-policies/back-ends"
echo 'jdk.tls.disabledAlgorithms=TLSv1, DH_anon, ECDH, anon, NULL' >"$policy"
ln -s /usr/share/crypto-policies/DEFAULT/java.txt "$R/etc/crypto-policies/back-ends/java.config"
notes -l /etc/crypto-policies/back-ends/java.config
notes -n -a TLSv1 /etc/crypto-policies/back-ends/java.config
printf 'security.useSystemPropertiesFile=true\nsecurity.overridePropertiesFile=true\njdk.tls.disabledAlgorithms=SSLv3, TLSv1, anon\n' | home rhel
echo 'IMPLEMENTOR="Red Hat, Inc."' >>"$R/opt/rhel/release"
for entry in TLSv1 anon ECDH_anon; do
    j -n -a $entry /opt/rhel
done
j -n -d RC4 /opt/rhel
# The way that the message names works.
j -q --emit-override /etc/anon.security -a anon,DH_anon /opt/rhel
grep -v '^#' etc/anon.security
echo '# Kubernetes'
list_home volume anon
data=$R/opt/volume/conf/security
mkdir "$data/..2026_11_29_08_00_00.123456789"
mv "$data/java.security" "$data/..2026_11_29_08_00_00.123456789"
ln -s ..2026_11_29_08_00_00.123456789 "$data/..data"
ln -s ..data/java.security "$data/java.security"
notes -n -a anon --force /opt/volume
