# SPDX-License-Identifier: MIT
# Lists all installs of a tree.
j
j --list --verbose
j -l /opt/sample-8 usr/lib/jvm/sample-default
