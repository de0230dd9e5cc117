# SPDX-License-Identifier: MIT
# Keeps bytes that are not UTF-8.
printf '# \344\366\374 caf\351\njdk.tls.disabledAlgorithms=A, anon\nname=\337\n' | home old 1.8.0_201
edit -q -a anon /opt/old | cat -v
