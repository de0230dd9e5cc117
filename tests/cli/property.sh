# SPDX-License-Identifier: MIT
# Edits other lists.
edit --property jdk.certpath.disabledAlgorithms -a MD5 /opt/sample-25
edit --property jdk.certpath.disabledAlgorithms -a 'SHA1 jdkCA & usage TLSServer' /opt/sample-8
edit --property jdk.tls.legacyAlgorithms -a anon
edit --property jdk.jar.disabledAlgorithms -d DSA /opt/sample-25
j -l --property jdk.tls.legacyAlgorithms
j -l --property jdk.disabled.namedCurves /opt/sample-8
