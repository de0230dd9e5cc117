# SPDX-License-Identifier: MIT
# Renews a text of ours that is outdated: here the path unit, because of a new install.
machine /usr/lib/systemd/systemd
quietly --hook install
grep -c '^PathChanged=/opt/' etc/systemd/system/jsecpatch.path
list_home 'java 100%' 'anon'
j --hook status systemd
j --dry-run --hook install
j --hook install
grep '100' etc/systemd/system/jsecpatch.path
j --hook status systemd
j --hook install
j --hook remove
