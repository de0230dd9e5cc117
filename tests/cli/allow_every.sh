# SPDX-License-Identifier: MIT
# Removes every copy of an entry.
list_home twice 'anon, A, ANON, B, anon'
edit -a anon /opt/twice
