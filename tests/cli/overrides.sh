# SPDX-License-Identifier: MIT
# Says why an edit may have no effect.
printf 'jdk.tls.disabledAlgorithms=anon\nx=1\njdk.tls.disabledAlgorithms=anon, A\n' | home twice
printf 'security.useSystemPropertiesFile=true\njdk.tls.disabledAlgorithms=anon, A\n' | home rhel
printf 'include other.security\njdk.tls.disabledAlgorithms=anon, A\n' | home include 25.0.3
edit -a anon /opt/twice /opt/rhel /opt/include
