# SPDX-License-Identifier: MIT
# For a suite instead of an entry, names the entries that block it, or removes them by
# force.
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
# Removes a suite that is an entry itself.
list_home entry "$A, ECDH, RC4"
j --allow $A /opt/entry
list_home alias "SSL_DH_anon_WITH_DES_CBC_SHA, RC4"
j --allow TLS_DH_anon_WITH_DES_CBC_SHA /opt/alias
# Does this only in the TLS list, and not if another list blocks the suite.
list_home certpath 'anon, MD5'
printf 'jdk.certpath.disabledAlgorithms=RC4, %s\n' $A >>"$R/opt/certpath/$SECURITY"
refused j --allow $A --force /opt/certpath
j --allow $A --property jdk.certpath.disabledAlgorithms /opt/certpath
j --allow $A --force /opt/certpath
