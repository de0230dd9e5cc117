# SPDX-License-Identifier: MIT
# Explains one entry: where it stands, what it concerns, what it blocks, and what would be usable.
list_home one 'anon, ECDH, NULL, DH keySize < 1024, TLSv1.1, TLSv1, SSLv3, MD5withRSA, AnoN keySize < 1, include jdk.disabled.namedCurves'
printf 'jdk.disabled.namedCurves=secp256k1, RC4\njdk.certpath.disabledAlgorithms=MD5, DHE\n' >>"$R/opt/one/$SECURITY"
list_home two 'SSLv3, annon'
j --explain=anon /opt/one /opt/two
j --explain=ANON /opt/one | head -2
j --explain=RC4 /opt/one
j --explain=DHE /opt/one
for entry in TLSv1.3 TLSv1.1 'dh  keySize  < 1024' 'EC keySize < 224' MD5withRSA secp256k1 XDH 'TLS_RSA_*' \
    'include jdk.disabled.namedCurves' 'SHA1 jdkCA & usage TLSServer' MD5; do
    j --explain="$entry" /opt/one | sed '/usable, if/,$d'
done
echo '== unknown, but it is there'
j --explain=annon /opt/two
j --explain=annon /opt/one
j --explain=DESede /opt/one
j --explain=ECDH-RSA-AES256-SHA /opt/one
j --explain=TLS_DH_anon_WITH_AES_128_GCM_SHA265 /opt/one
echo '== broken'
list_home bad 'anon NULL'
j --explain=anon /opt/bad
need python3
j --json --explain=ECDH /opt/one | python3 -c '
import json, sys
i = json.load(sys.stdin)["installs"][0]
print(json.dumps(i["entry"]))
print(len(i["suites"]), i["suites"][0])'
