# SPDX-License-Identifier: MIT
# Debian's dnf cannot run the hook; elsewhere its plugins may only be missing.
machine /usr/bin/dnf-3
echo "- on Fedora, without the plugins"
j --hook install
j --hook status dnf4 | tail -n 3
quietly --hook remove
echo "- with them"
install -D /dev/null etc/dnf/plugins/pre-transaction-actions.conf
quietly --hook install
j --hook status | grep ^dnf4
quietly --hook remove
rm etc/dnf/plugins/pre-transaction-actions.conf
echo "- on Debian"
mkdir -p usr/lib/python3/dist-packages/dnf
j --hook install
j --hook install dnf4
j --hook status | grep -A1 ^dnf4
quietly --hook remove
machine /usr/bin/dpkg
j --hook install
