# SPDX-License-Identifier: MIT
# Trees of several hosts are one installation. Tests which files count as part of it.
access_tree
mkdir -p opt/a opt/b/deep/er
mv opt/am/servers opt/a
mv opt/am/agents opt/b/deep/er/AGENTS
mv opt/b/deep/er/AGENTS/web1/conf/webagent.conf opt/b/deep/er/AGENTS/web1/conf/WebAgent.conf
audit --access-manager /opt/a --access-manager /opt/b
sed -i 's/anon/auth/' opt/b/deep/er/AGENTS/web1/conf/WebAgent.conf
audit --access-manager opt/a --access-manager /opt/b/ --access-manager /opt/a
echo "-- a file twice, a link to a file, a link to a directory"
ln opt/a/servers/conf/lserver.conf opt/am/lserver.conf
ln -s ../a/servers/conf/iserver.conf opt/am/iserver.conf
ln -s ../b opt/am/b
audit --access-manager /opt/a
echo "-- another program's files, and copies"
rm -rf opt/am
mkdir opt/am
cp opt/a/servers/conf/eserver.conf opt/am/eserver.conf.bak
echo 'dispatcher=1' >opt/am/dispatcher.conf
j --access-manager /opt/am
echo "-- one that is not there"
audit --access-manager /opt/none | head -2
refused jsec --root "$R" --access-manager /opt/a --access-manager /opt/none --transport clear
