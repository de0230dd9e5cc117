# SPDX-License-Identifier: MIT
# Allows all places where an entry stands.
list_home twice 'anon, A, ANON, B, anon'
edit -a anon /opt/twice
