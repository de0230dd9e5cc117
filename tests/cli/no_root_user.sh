# SPDX-License-Identifier: MIT
# A --root that a user cannot enter.
need_users
chmod 700 .
user jsec --root "$R" -l | sed 's/: .*: Perm/: ...: Perm/'
