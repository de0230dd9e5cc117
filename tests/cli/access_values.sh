# SPDX-License-Identifier: MIT
# Reads values: which are valid, which one counts of several, and the default.
NET=cleartrust.net.ssl.use
try() {
    access_tree
    say lserver.conf $NET "$1"
    echo "-- '$1'"
    jsec --root "$R" --access-manager /opt/am |
        grep -aE 'lserver.conf|^=>'
}
for value in anon ANON 'anon ' true TRUE false yes '' 'anon,auth' '\\u0061non' '\\u00'; do
    try "$value"
done
echo "-- twice"
access_tree
printf '%s\n' "$NET=auth" >>opt/am/servers/conf/lserver.conf
audit
echo "-- old words in comments"
printf '%s\n' "#$NET=true" >opt/am/servers/conf/lserver.conf
printf '%s\n' "#$NET=false" >opt/am/servers/conf/iserver.conf
audit
echo "-- auth that is not the first setting"
access_tree
say eserver.conf cleartrust.eserver.api_port.use_ssl auth
audit | grep -a "^note"
echo "-- all in comments, and nothing at all"
access_tree
sed -i 's/^cleartrust/#&/' opt/am/servers/conf/lserver.conf
sed -i '/ssl.use/d' opt/am/servers/conf/iserver.conf
j --access-manager /opt/am | grep -aE '[li]server.conf|^=>'
echo "-- joined lines are no comments, nor is prose a default"
access_tree
printf '%s\n' 'a=cleartrust.\' "#$NET=auth" "# $NET: anon or auth" "!$NET = anon" \
    >opt/am/servers/conf/lserver.conf
j --access-manager /opt/am | grep -aE 'lserver.conf|^=>'
