# SPDX-License-Identifier: MIT
# Allows an entry in the middle of a line.
edit --allow RC4
