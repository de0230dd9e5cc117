# SPDX-License-Identifier: MIT
# Reports a file with a known name that cannot be used, and changes nothing then.
conf=opt/am/servers/conf
try() {
    echo "-- $1"
    audit | grep -a 'jsecpatch:\|note:\|=>\|[0-9] problem'
    refused j --access-manager /opt/am --transport clear | grep -a 'jsecpatch:\|note: [^l]\|=>\|nothing changed'
    access_tree
}
access_tree
iconv -t UTF-16 <$conf/eserver.conf >x && mv x $conf/eserver.conf
try "UTF-16"
printf 'cleartrust.net.ssl.use=\0anon\n' >$conf/aserver.conf
try "binary"
ln -sf /nowhere $conf/eserver.conf
try "a link that leads nowhere"
ln -sf eserver.conf $conf/eserver.conf
try "a loop of links"
mkdir x && mv $conf/lserver.conf x && mkfifo $conf/lserver.conf
try "a FIFO"
rm $conf/eserver.conf && mkdir -p $conf/eserver.conf/below
cp $conf/lserver.conf $conf/eserver.conf/below
try "a directory, looked into as others are"
mkfifo opt/fifo && ln -sf /opt/fifo $conf/eserver.conf
try "a link to a FIFO"
mkdir opt/dir && ln -sfn /opt/dir $conf/eserver.conf
try "a link to a directory"
printf 'cleartrust.net.ssl.use=\\u00\n' >opt/other.conf && ln -sf /opt/other.conf $conf/eserver.conf
try "a link to what is malformed, and has another name"
iconv -t UTF-16LE <$conf/aserver.conf >x.conf && mv x.conf $conf/aserver.conf
try "UTF-16 without its mark"
printf 'cleartrust.net.ssl.use=\\u00\n' >$conf/lserver.conf
try "malformed"
echo "-- no setting at all: left out, and the rest is set"
: >$conf/aserver.conf
echo 'agents=1' >opt/am/webagent.conf
audit | grep -a 'note:\|=>'
j --access-manager /opt/am --transport clear | grep -a 'note:\|patched;\|=>'
cat $conf/aserver.conf opt/am/webagent.conf
rm -rf opt/am && mkdir opt/am && ln -s /nowhere opt/am/eserver.conf
try "nothing but a link that leads nowhere"
echo "-- put back: what it says now does not matter"
rm -rf var/lib/jsecpatch
printf 'cleartrust.net.ssl.use=\\u00\n' >$conf/lserver.conf
j --access-manager /opt/am --restore | grep -a 'note: not\|problem\|=>'
access_tree
quietly --access-manager /opt/am --transport clear
iconv -t UTF-16 <$conf/eserver.conf >x.conf && mv x.conf $conf/eserver.conf
j --access-manager /opt/am --restore | grep -a 'jsecpatch:\|problem\|=>'
j --access-manager /opt/am --restore --force | grep -a 'problem\|=>'
same_tree "$SOURCE_ROOT/samples/access-manager" opt/am "restored differently"
echo "-- a Java that is not there"
access_tree
quietly --access-manager /opt/am --transport anon
j --access-manager /opt/am /opt/none | grep -a none
