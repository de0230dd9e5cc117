# SPDX-License-Identifier: MIT
# Edits a list in quotes.
list_home quoted '"anon, A, B"'
edit -a anon /opt/quoted
edit -a B /opt/quoted
edit -d SSLv3 /opt/quoted
