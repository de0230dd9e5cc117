# SPDX-License-Identifier: MIT
# Refuses a --root that the user cannot enter.
need_users
chmod 700 .
user jsec --root "$R" -l | sed 's/: .*: Perm/: ...: Perm/'
