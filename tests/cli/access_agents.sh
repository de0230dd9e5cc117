# SPDX-License-Identifier: MIT
# With an agent 4.7, --transport also sets the Dispatcher's backward compatibility, for
# TLS only.
access_tree
sed -i '/backward_compatible/d' opt/am/servers/conf/dispatcher.conf
j --access-manager /opt/am --transport anon | grep -v ' backup'
tail -n 2 opt/am/servers/conf/dispatcher.conf
quietly --access-manager /opt/am --restore
j --access-manager /opt/am --transport clear | grep -A3 dispatcher | grep -v ' backup'
quietly --access-manager /opt/am --restore
sed -i 's/4\.7\.1/4.70/' opt/am/agents/web1/conf/webagent.conf
j --access-manager /opt/am --transport anon | grep -A3 dispatcher | grep -v ' backup'
