# SPDX-License-Identifier: MIT
# A suite where an entry is wanted: refused with the entries that block it, or forced.
# valgrind: sample
A=TLS_ECDH_anon_WITH_AES_128_CBC_SHA
refused j --allow $A
refused j --allow tls_dh_anon_with_3des_ede_cbc_sha /opt/sample-25
refused j --allow $A --disallow ANON --force /opt/sample-25
refused j --allow $A --remember --force
j --allow $A --force
refused j --allow $A
quietly --restore
edit --allow $A,NULL --force /opt/sample-25
refused j --allow TLS_AES_128_GCM_SHA256 /opt/sample-8
# One that is an entry is removed as such.
list_home entry "$A, ECDH, RC4"
j --allow $A /opt/entry
list_home alias "SSL_DH_anon_WITH_DES_CBC_SHA, RC4"
j --allow TLS_DH_anon_WITH_DES_CBC_SHA /opt/alias
# Only in the list about TLS, and where another list blocks it, not at all.
list_home certpath 'anon, MD5'
printf 'jdk.certpath.disabledAlgorithms=RC4, %s\n' $A >>"$R/opt/certpath/$SECURITY"
refused j --allow $A --force /opt/certpath
j --allow $A --property jdk.certpath.disabledAlgorithms /opt/certpath
j --allow $A --force /opt/certpath
