# SPDX-License-Identifier: MIT
# Installs the hooks that fit this machine, or only the named one.
machine /usr/bin/dpkg
j --hook install
j --hook install zypper
j --hook status
rm "$R/usr/bin/dpkg"
j --hook remove
refused j --hook install
