# SPDX-License-Identifier: MIT
# In Red Hat's builds up to 21, the system's policy counts if the file asks for it.
# valgrind: sample
policy=$R/usr/share/crypto-policies/DEFAULT/java.txt
mkdir -p "${policy%/*}" "$R/etc/crypto-policies/back-ends"
cat >"$policy" <<'END'
jdk.certpath.disabledAlgorithms=MD2, MD5, DSA, RSA keySize < 2048
jdk.tls.disabledAlgorithms=DH keySize < 2048, TLSv1.1, TLSv1, SSLv3, DHE_DSS, DH_anon, ECDH_anon, ECDH, DES, anon, NULL
jdk.disabled.namedCurves=secp256k1
jdk.tls.legacyAlgorithms=
END
ln -s /usr/share/crypto-policies/DEFAULT/java.txt \
    "$R/etc/crypto-policies/back-ends/java.config"
for name in rhel temurin; do
    printf 'security.useSystemPropertiesFile=true\njdk.tls.disabledAlgorithms=SSLv3, anon\n' |
        home $name
done
echo 'IMPLEMENTOR="Red Hat, Inc."' >>"$R/opt/rhel/release"
echo 'IMPLEMENTOR="Eclipse Adoptium"' >>"$R/opt/temurin/release"
echo '== as it is'
j --list /opt/rhel /opt/temurin
j --json --list /opt/rhel | grep -A11 -E '"(effective|overridden_by|effective_entries)"'
j --explain=TLS_DH_anon_WITH_AES_128_GCM_SHA256 /opt/rhel /opt/temurin
echo '== an edit would be vain'
snapshot
j --allow anon /opt/rhel
unchanged
echo '== of the other vendor not'
j --allow anon /opt/temurin | head -3
echo '== all the same'
j --allow anon --force /opt/rhel | head -5
echo '== switched off'
sed -i 's/File=true/File=false/' "$R/opt/rhel/$SECURITY"
j --list /opt/rhel
