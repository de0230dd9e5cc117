# SPDX-License-Identifier: MIT
# Removes anon from every list, and restores it.
edit -a anon
