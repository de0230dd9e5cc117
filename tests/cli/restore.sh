# SPDX-License-Identifier: MIT
# Reports a restore, and that there is nothing to restore.
j -r
quietly -a anon
j -r /opt/sample-25
j -r
j -r
n_backups
