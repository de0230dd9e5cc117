# SPDX-License-Identifier: MIT
# Allows the first entry of a list.
edit -a SSLv3
