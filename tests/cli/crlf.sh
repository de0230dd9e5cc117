# SPDX-License-Identifier: MIT
# Keeps the line ends of a file from Windows, and a mixture of them.
edit -a NULL /opt/sample-8
edit -d TLSv1 /opt/sample-8
printf '#\r\njdk.tls.disabledAlgorithms=A, \\\n anon, \\\r\n B\r\nlast=1' | home mixed
edit -a anon /opt/mixed
