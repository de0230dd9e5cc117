# SPDX-License-Identifier: MIT
# Audits the sample installation: all settings, no problem, and why its handshakes fail.
access_tree
refused j --access-manager /opt/am
j --access-manager /opt/am -q
n_backups
