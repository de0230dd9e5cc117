# SPDX-License-Identifier: MIT
# Hooks whose record is lost: they still run, so nothing claims that they are removed.
need_root
machine /usr/bin/dpkg /usr/lib/systemd/systemd
echo 'rule.1.allow = anon' >etc/jsecpatch.conf
quietly --hook install
rm -r "$STATE"
refused j --hook remove
echo "- the list of what systemd watches is an older one"
list_home new 'anon, NULL'
j --hook status
j --reapply --from-hook systemd
echo "- installed again, they can be removed"
j --hook install
j --hook status | grep -v 'not fit' | sed 's/; processes that could not.*//'
quietly --hook remove
j --hook status | grep -v 'not fit' | sed 's/; processes that could not.*//'
echo "- or without their record, with --force"
quietly --hook install
rm -r "$STATE"
j --hook remove --force
find . -path ./var -prune -o -path "*jsecpatch*" -print | grep -v -e jsecpatch.conf -e "$BINDIR" ||
    echo "nothing is left"
