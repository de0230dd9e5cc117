# SPDX-License-Identifier: MIT
# Edits a list with tabs.
printf 'a=1\njdk.tls.disabledAlgorithms\t:\tA,\tanon,\\\n\t\tB,\tC\\\n\t,D\t\nz=1\n' | home tabs
edit -a anon /opt/tabs
edit -a B /opt/tabs
edit -a C /opt/tabs
edit -a D /opt/tabs
