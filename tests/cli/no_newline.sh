# SPDX-License-Identifier: MIT
# Edits a list in a last line without a line end.
printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=A, anon' | home end
edit -a anon /opt/end
edit -d NULL /opt/end
