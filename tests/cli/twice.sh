# SPDX-License-Identifier: MIT
# A second run has nothing to do, writes nothing and keeps the one backup.
quietly -a anon
n_backups
refused j -a anon
n_backups
refused j -n -a anon
