# SPDX-License-Identifier: MIT
# Copies of the files are named, and neither compared nor changed.
access_tree
mkdir opt/am/servers/old
sed 's/=anon/=clear/' opt/am/servers/conf/eserver.conf >opt/am/servers/old/eserver.conf
cp -r opt/am/servers/conf opt/am/servers/conf.20260131
say eserver.conf cleartrust.net.ssl.use auth
ln -s nowhere opt/am/servers/old/aserver.conf
mkdir -p opt/am/backup/empty "opt/am/console/Copy of conf"
cp opt/am/console/conf/admingui.cfg "opt/am/console/Copy of conf"
sed -i 's/^cleartrust.net.ssl.use=.*/cleartrust.net.ssl.use=anon/' opt/am/servers/conf/eserver.conf
audit
before=$(cat opt/am/servers/old/e* opt/am/servers/conf.20260131/* opt/am/console/Copy*/*)
j --access-manager /opt/am --transport clear | grep -aE 'patched|note|=>'
[ "$before" = "$(cat opt/am/servers/old/e* opt/am/servers/conf.20260131/* opt/am/console/Copy*/*)" ] ||
    echo "a copy was changed"
quietly --access-manager /opt/am --restore
echo "-- named itself"
rm opt/am/servers/old/aserver.conf
audit --access-manager /opt/am/servers/old
jsec --root "$R" --access-manager /opt/am/servers/old | grep -aE '^(/|note: /|[0-9]+ settings in|=>)'
echo "-- nothing but copies, and directories whose own name is that of a copy"
access_tree
rm -rf opt/old
mv opt/am opt/old
jsec --root "$R" --access-manager /opt/old | grep -aE '^(problem|note|[0-9]+ settings in|=>)'
mkdir opt/am
mv opt/old opt/am/backup
audit
echo "-- instances"
access_tree
cp -r opt/am/servers opt/am/servers2
mv opt/am/servers opt/am/eserver-1
audit
