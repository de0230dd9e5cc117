# SPDX-License-Identifier: MIT
# Says that TLS 1.3 may be the next reason why a handshake fails: once, and only if it may be.
BASE='SSLv3, TLSv1, TLSv1.1, RC4, DES, MD5withRSA, DH keySize < 1024, 3DES_EDE_CBC'
warning() { grep -oE '(If this Java has|ends offer) TLS 1\.3' || echo "$1: no warning"; }
java() { printf "jdk.tls.disabledAlgorithms=%s, %s\n" "$BASE" "$3" | home "$1" "$2"; }
codes() { document --root "$R" "$@" | python3 -c 'import json, sys; print([w["code"] for w in json.load(sys.stdin)["warnings"]])'; }

java new 17.0.15 anon
java six 26.0.2 'DH_anon, ECDH_anon'
java enough 17.0.15 'anon, TLSv1.3'
java suites 17.0.15 'anon, TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256'
java eight 1.8.0_272 anon
java older 1.8.0_265 anon
java seven 1.7.0_301 anon
java unknown '' anon
sed -i d "$R/opt/unknown/release"
for home in new enough suites eight older seven unknown; do
    j --allow anon "/opt/$home" | warning $home
done
# Other words that make anonymous suites usable count, and words that do not do so do not.
j --allow DH_anon,ECDH_anon /opt/six | warning DH_anon
j --allow SSLv3 /opt/six | warning SSLv3
# Once in a run.
quietly --restore
j --allow anon /opt/new /opt/eight /opt/older | warning all
quietly --restore
codes -n --allow anon /opt/new
codes -n --allow anon /opt/new --disallow TLSv1.3
codes -n --allow SSLv3 /opt/new
# Also when a suite is asked for that is still blocked.
j --explain=TLS_DH_anon_WITH_AES_128_CBC_SHA /opt/new
j --explain=TLS_RSA_WITH_AES_128_CBC_SHA /opt/new | warning TLS_RSA
j --explain /opt/new | warning blocked
quietly --allow anon /opt/new /opt/enough
j --explain /opt/new | warning usable
j --explain /opt/enough | warning enough
j -q --explain /opt/new
codes --explain /opt/new
# Also for what the policy makes usable, and what a restore does.
quietly --restore
quietly --allow anon --remember /opt/new
quietly --restore /opt/new
j --reapply /opt/new | warning reapply
j --restore /opt/new | warning 'vendor list'
java vendor 11.0.1 SSLv2
quietly --disallow anon /opt/vendor
j --restore /opt/vendor | warning restore
# Also for an override file.
echo security.overridePropertiesFile=true >>"$R/opt/new/$SECURITY"
j --emit-override /anon.security --allow anon /opt/new | warning override
j --emit-override /anon.security --allow anon --disallow TLSv1.3 /opt/new | warning override
