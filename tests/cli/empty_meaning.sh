# SPDX-License-Identifier: MIT
# Refuses to empty a list only if an empty one restricts less, and says what it restricts.
one() { printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=SSLv3, include jdk.disabled.namedCurves\n%s\n' "$2" | home "$1"; }

one curves 'jdk.disabled.namedCurves=secp256k1'
one legacy 'jdk.tls.legacyAlgorithms=NULL'
one warned 'jdk.security.legacyAlgorithms=SHA1'
one crypto 'jdk.crypto.disabledAlgorithms=Cipher.RSA/ECB/PKCS1Padding'
one certpath 'jdk.certpath.disabledAlgorithms=MD2'
one jar 'jdk.jar.disabledAlgorithms=MD2'
one digest 'http.auth.digest.disabledAlgorithms=MD5'
one other 'my.list=MD5'
j --property jdk.disabled.namedCurves -n -a secp256k1 /opt/curves
j --property jdk.disabled.namedCurves -q -a secp256k1 /opt/curves
j --property jdk.disabled.namedCurves -l /opt/curves
j --property jdk.tls.legacyAlgorithms -q -a NULL /opt/legacy
j --property jdk.security.legacyAlgorithms -q -a SHA1 /opt/warned
j --property jdk.crypto.disabledAlgorithms -q -a Cipher.RSA/ECB/PKCS1Padding /opt/crypto
j --property jdk.crypto.disabledAlgorithms -d MessageDigest.MD2,Signature.MD5withRSA /opt/crypto | sed -n '2p; /note/p'
refused j --property jdk.certpath.disabledAlgorithms -a MD2 /opt/certpath
refused j --property jdk.jar.disabledAlgorithms -a MD2 /opt/jar
refused j --property http.auth.digest.disabledAlgorithms -a MD5 /opt/digest
refused j --property my.list -a MD5 /opt/other
j --property my.list -a MD5 --force /opt/other
j --property http.auth.digest.disabledAlgorithms -d SHA-1 /opt/digest | sed -n '2p; /note/p'
