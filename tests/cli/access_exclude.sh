# SPDX-License-Identifier: MIT
# --exclude leaves directories out, and says so.
access_tree
cp -r opt/am/servers opt/am/test
sed -i 's/=anon/=clear/' opt/am/test/conf/eserver.conf
audit | head -n 3
audit --exclude test
audit --exclude /opt/am/test/conf --exclude=test/conf
audit --exclude opt/am/test
ln -s am opt/link
jsec --root "$R" --access-manager /opt/link --exclude /opt/link/test | grep -aE '^(note|[0-9]+ settings|=>)'
j --access-manager /opt/am --exclude test --transport clear | grep -aE 'test/|patched;|=>'
j --access-manager /opt/am --exclude test --restore | grep -aE 'test/|restored;|=>'
echo "-- wrong"
j --access-manager /opt/am --exclude nothing
j --access-manager /opt/am --exclude /opt
j --access-manager /opt/am --exclude .
j --access-manager /opt/am --exclude /opt/sample-8
j --access-manager /opt/am --exclude servers/conf/eserver.conf
j --access-manager /opt/am --exclude ''
j --exclude test
j --list --exclude test
j --access-manager /opt/am --exclude servers --exclude agents --exclude console --exclude test
mkdir opt/none opt/none/empty
j --access-manager /opt/none --exclude empty
