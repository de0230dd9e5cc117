# SPDX-License-Identifier: MIT
# Prints all suites of a Java with what blocks each one. Only names another Java with the
# same result.
list_home lists 'TLS_DH_anon_*, AES_128_GCM, tls_rsa_with_aes_256_cbc_sha, include jdk.disabled.namedCurves, TLSv1, TLSv1.1, SSLv3'
printf 'jdk.certpath.disabledAlgorithms=ECDHE\njdk.disabled.namedCurves=DHE_RSA\n' >>"$R/opt/lists/$SECURITY"
cp -r opt/lists opt/twin
sed -i 's/"17.*"/"25.0.3"/' opt/twin/release
cp -r opt/twin opt/same
j --explain /opt/lists /opt/twin /opt/same
printf 'last=1\n' | home unset
j --explain /opt/unset | head -4
