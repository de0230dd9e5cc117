# SPDX-License-Identifier: MIT
# Breaks and keeps each rule that settings of several files have to follow.
NET=cleartrust.net.ssl.use
try() {
    echo "-- $*"
    access_tree
    while [ $# -gt 0 ]; do
        say "$1" "$2" "$3"
        shift 3
    done
    audit
}
for file in eserver.conf aserver.conf dispatcher.conf lserver.conf iserver.conf admingui.cfg; do
    try $file $NET clear
done
try webagent.conf cleartrust.agent.ssl.use auth
try keyserver.conf $NET clear
try eserver.conf cleartrust.eserver.api_port.use_ssl clear
try admingui.cfg cleartrust.admingui.admin_api.use_ssl auth
try eserver.conf cleartrust.eserver.api_port.use_ssl clear \
    admingui.cfg cleartrust.admingui.admin_api.use_ssl clear
for mode in clear anon auth; do
    echo "-- runtime_api.security $mode"
    access_tree
    echo "cleartrust.runtime_api.security = $mode" >>opt/am/servers/conf/aserver.conf
    audit
done
COMPATIBLE=cleartrust.dispatcher.list_port.backward_compatible
try dispatcher.conf $COMPATIBLE false
access_tree
say dispatcher.conf $COMPATIBLE false
sed -i 's/4\.7\.1/5.0/' opt/am/agents/web1/conf/webagent.conf
echo "-- no agent that is known to be old"
audit
echo "-- the same in clear"
say '*.conf' $NET clear
say '*.cfg' $NET clear
say '*.conf' cleartrust.agent.ssl.use clear
audit
echo "-- two of a kind"
access_tree
cp -r opt/am/servers opt/am/servers2
audit
say aserver.conf $NET auth
sed -i 's/^cleartrust.net.ssl.use=.*/cleartrust.net.ssl.use=clear/' \
    opt/am/servers2/conf/keyserver.conf
audit
