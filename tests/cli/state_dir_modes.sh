# SPDX-License-Identifier: MIT
# In a new tree, directories above the backups are for everybody, as all others.
quietly -a anon
find var -type d -printf '%m %p\n' | sort -k 2
