# SPDX-License-Identifier: MIT
# New lines follow the style of their file: line ends, blanks, last line and comments.
RESTORE=(--access-manager /opt/am)
file() {
    rm -rf opt/am
    mkdir opt/am
    cat >"opt/am/$1"
}
edits() {
    echo "-- $*"
    edit --access-manager /opt/am --transport anon
}
printf '#cleartrust.net.ssl.use = clear\r\nx = 1\r\n' | file lserver.conf
edits "beside the comment, CRLF"
printf 'cleartrust.a = 1\n' | file eserver.conf
edits "two at the end"
printf 'cleartrust.a\t:\t1' | file eserver.conf
edits "no last line end"
printf '#cleartrust.net.ssl.use=clear\n#cleartrust.runtime_api.security=auth' | file aserver.conf
edits "comments alone"
printf 'cleartrust.net.ssl.use\ncleartrust.runtime_api.security \n' | file aserver.conf
edits "bare keys"
printf 'cleartrust.net.ssl.use : \\\n   cl\\u0065ar  \ncleartrust.runtime_api.security=\\\n\n' |
    file aserver.conf
edits "joined lines"
printf 'cleartrust.agent.dir=C:\\users\\\ncleartrust.agent.ssl.use=clear\n' | file webagent.conf
edits "a native agent's backslashes"
printf 'cleartrust.net.ssl.use=clear\rx=1\r' | file lserver.conf
edits "CR alone" | tr '\r' '\n'
printf '#cleartrust.x=1\n' | file lserver.conf
edits "nothing but a comment"
echo "-- an open end"
printf 'cleartrust.a=1\\' | file lserver.conf
refused j --access-manager /opt/am --transport anon
echo "-- no file of Java's"
printf 'cleartrust.a=C:\\users\n' | file lserver.conf
refused j --access-manager /opt/am --transport anon
audit
