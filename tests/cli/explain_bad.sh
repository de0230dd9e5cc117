# SPDX-License-Identifier: MIT
# Reports what cannot be explained.
j --explain=TLS_DH_anon_WITH_AES_128_GCM_SHA265
j --explain TLS_RSA_WITH_FOO
j --explain=ECDH_anon
j --explain=
j --explain --property jdk.certpath.disabledAlgorithms
j --explain --allow anon
j --explain --remember
j --explain /nowhere
list_home faulty 'anon NULL'
list_home certpath 'anon'
printf 'jdk.certpath.disabledAlgorithms=MD5, \\\n  SHA1 NULL\n' >>"$R/opt/certpath/$SECURITY"
j --explain=TLS_AES_128_GCM_SHA256 /opt/faulty /opt/certpath /opt/sample-25
# The list itself can still be changed.
j --allow anon --disallow NULL /opt/certpath
