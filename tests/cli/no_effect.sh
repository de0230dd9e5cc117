# SPDX-License-Identifier: MIT
# Marks entries that this Java ignores, and warns of those that are added.
java() {
    printf 'jdk.tls.disabledAlgorithms=SSLv3, anon%s\njdk.certpath.disabledAlgorithms=MD2\n' "${3:+, $3}" | home "$1" "$2"
    echo 'IMPLEMENTOR="Eclipse Adoptium"' >>"$R/opt/$1/release"
}
notes() { sed -n '/^  blocks/p; s/.*note: /note: /p; /^Warning/p'; }

java old 17.0.15
java new 25.0.3
java eight 1.8.0_201
java unknown ''
printf 'IMPLEMENTOR="Eclipse Adoptium"\n' >"$R/opt/unknown/release"
echo '# added'
j -d 'TLS_RSA_*' /opt/old
j -l /opt/old | notes
for entry in 'TLS_RSA_*' 'TLS_NONE_*' 'rsa_pkcs1_sha1 usage HandshakeSignature' TLSv1.3 DTLSv1.0 SSLv2 \
    TLS_DH_anon_WITH_3DES_EDE_CBC_SHA SSL_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_KRB5_WITH_RC4_128_SHA \
    TLS_AES_128_GCM_SHA256 'NULL jdkCA' 'RC4;DES' frobnicate 'DH keySize < 2048' TLSv1.2; do
    for home in old new eight unknown; do
        echo "-- $entry: $home"
        j -n -d "$entry" /opt/$home 2>&1 | sed -n 's/.*note: /note: /p; /^! jsecpatch/p'
    done
done
j --property jdk.certpath.disabledAlgorithms -n -d 'TLS_RSA_*' /opt/new 2>&1 | notes
echo '# listed'
java odd 17.0.15 "TLS_RSA_*, SSLv2, 'NULL', frobnicate, DH keySize < 1024, TLS_DH_anon_WITH_RC4_128_MD5"
j -l /opt/odd | notes
document --root "$R" -l /opt/odd | python3 -c 'import json, sys
d = json.load(sys.stdin)
print(d["installs"][0]["ignored"], [w["code"] for w in d["warnings"]])'
for home in "$R"/opt/sample-* "$R/usr/lib/jvm/sample-17"; do
    j -l "${home#"$R"}" | notes
done
# IBM's own JSSE has other names.
java ibm 1.8.0_251 SSL_ECDHE_RSA_WITH_AES_128_CBC_SHA
echo 'IMPLEMENTOR="IBM Corporation"' >"$R/opt/ibm/release"
echo 'JAVA_VERSION="1.8.0_251"' >>"$R/opt/ibm/release"
j -l /opt/ibm | notes
