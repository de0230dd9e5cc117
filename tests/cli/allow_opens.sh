# SPDX-License-Identifier: MIT
# Prints which suites become usable, and which stay blocked. Warns if none becomes usable.
# valgrind: sample
j --allow anon
quietly --restore
j --allow DES /opt/sample-25
j -n --allow TLSv1,TLSv1.1 -v /opt/sample-25 | grep -v '^[-+@ ]'
j -n --allow 'DH keySize < 1024' /opt/sample-8 | grep -v '^[-+@ ]'
j -n -v --allow ECDH --disallow anon /opt/sample-25 | grep -v '^[-+@ ]'
j -n --allow NULL --disallow TLSv1.2 /opt/sample-8 | grep -v '^[-+@ ]'
j -n -q --allow anon | grep -v '^[-+@ ]'
# Other lists make no suites usable, nor does a list if another one blocks the same
# suites.
list_home certpath 'anon, include jdk.disabled.namedCurves'
printf 'jdk.certpath.disabledAlgorithms=TLS_DH_anon_WITH_AES_128_GCM_SHA256, MD5\njdk.disabled.namedCurves=AES\n' \
    >>"$R/opt/certpath/$SECURITY"
j --allow MD5 --property jdk.certpath.disabledAlgorithms /opt/certpath
j -n --allow 'include jdk.disabled.namedCurves' /opt/certpath
j --force --allow anon /opt/certpath
