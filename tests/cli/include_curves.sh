# SPDX-License-Identifier: MIT
# Takes `include jdk.disabled.namedCurves` for known where the file defines that list, whatever
# the version says; elsewhere it says that it does not know, and adds none in vain.
curves() {
    mkdir -p "$R/opt/$1/${3-conf/security}"
    echo "JAVA_VERSION=\"$2\"" >"$R/opt/$1/release"
    printf 'security.overridePropertiesFile=true\njdk.disabled.namedCurves=secp256k1\njdk.tls.disabledAlgorithms=SSLv3, anon, include jdk.disabled.namedCurves\n' \
        >"$R/opt/$1/${3-conf/security}/java.security"
}
curves oracle 1.8.0_291 jre/lib/security
curves none 1.8.0 lib/security
curves early 11.0.2
j --list /opt/oracle /opt/none /opt/early
j -n --allow anon /opt/oracle | grep '^[-+]j'
j --allow anon /opt/none /opt/early | grep -e patched -e usable
j --explain=TLS_DH_anon_WITH_AES_128_CBC_SHA /opt/none
mkdir -p "$R/etc"
j --emit-override /etc/extra --allow SSLv3 /opt/oracle
sed -n '/^jdk/p' "$R/etc/extra"
echo '== no such list'
list_home old 'SSLv3, anon, include jdk.disabled.namedCurves'
echo 'JAVA_VERSION="1.8.0_181"' >"$R/opt/old/release"
j --list /opt/old
j --allow anon /opt/old | grep -e patched -e note
j --disallow 'include jdk.disabled.namedCurves' /opt/sample-25 /opt/sample-8 | grep -v Warning:
