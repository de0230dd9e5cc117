# SPDX-License-Identifier: MIT
# Explains one suite in each Java, by any of its names and in any case.
j --explain=TLS_DH_anon_WITH_AES_128_GCM_SHA256
j --explain=tls_ecdh_ANON_with_3des_ede_cbc_sha
j --explain=TLS_DH_anon_WITH_DES_CBC_SHA /opt/sample-25
j --explain=TLS_AES_128_GCM_SHA256 /opt/sample-8 /opt/sample-25
j --explain=TLS_AES_128_GCM_SHA256 -q
list_home old 'TLSv1.1, TLSv1, SSLv3, TLSv1.2'
j --explain=TLS_RSA_WITH_AES_128_CBC_SHA /opt/old
# A path that begins like a suite is a TARGET.
mkdir SSL_home
cp -r opt/sample-25/* SSL_home
cd SSL_home && jsec --explain=TLS_AES_128_GCM_SHA256 ../SSL_home | sed "s#$T#T#"
