# SPDX-License-Identifier: MIT
# Without a name what fits this machine; with a name just that one.
machine /usr/bin/apt-get
j --hook install
j --hook install zypper
j --hook status
rm "$R/usr/bin/apt-get"
j --hook remove
refused j --hook install
