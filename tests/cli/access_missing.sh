# SPDX-License-Identifier: MIT
# Each file is missing once. The other files are still compared and changed.
for file in eserver.conf aserver.conf dispatcher.conf keyserver.conf lserver.conf iserver.conf \
    admingui.cfg webagent.conf; do
    access_tree
    rm opt/am/*/conf/$file opt/am/*/*/conf/$file 2>/dev/null
    audit
    say lserver.conf cleartrust.net.ssl.use clear
    audit | grep -a problem
    quietly --access-manager /opt/am --transport anon
    audit | grep -a problem
done
echo "-- none of them"
access_tree
find opt/am -type f -delete
j --access-manager /opt/am
j --access-manager /opt/am --transport clear
j --access-manager /opt/nothing
