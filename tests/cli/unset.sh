# SPDX-License-Identifier: MIT
# A file that lacks the list: nothing to do.
echo security.provider.1=SUN | home unset
refused j -a anon /opt/unset
j -l /opt/unset
printf '#jdk.tls.disabledAlgorithms=anon\njdk.tls.disabledAlgorithms=\n' | home empty
refused j -a anon /opt/empty
j -l /opt/empty
