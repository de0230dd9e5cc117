# SPDX-License-Identifier: MIT
# Checks the options beside --forget. Without --restore it never changes an install.
quietly -a anon
snapshot
j --forget
j --forget --scan
j --forget --output /x /opt/gone
j --forget --confirm /opt/gone
j --forget --remember /opt/gone
j --forget -a anon /opt/gone
j --forget --access-manager /opt
j --forget --from-hook apt /opt/gone
j --forget --property jdk.tls.disabledAlgorithms /opt/gone
j --forget ''
j --forget /opt/gone --json | tail -1
