# SPDX-License-Identifier: MIT
# Has nothing to do in a file without the list.
echo security.provider.1=SUN | home unset
refused j -a anon /opt/unset
j -l /opt/unset
printf '#jdk.tls.disabledAlgorithms=anon\njdk.tls.disabledAlgorithms=\n' | home empty
refused j -a anon /opt/empty
j -l /opt/empty
