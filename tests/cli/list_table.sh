# SPDX-License-Identifier: MIT
# On a terminal --list prints a table: one line for each install, not wider than the
# terminal.
# Drops the last lines: they contain the name of the root, whose length differs.
table() {
    on_terminal "$1" --color=never "${@:2}" |
        sed -E '/^([0-9]+ install|Warning)/,/^[^ ]/{/^([0-9]+ install|Warning)/d; /^ /d}'
}
summary() {
    COLUMNS=1000 on_terminal 0 --color=never "$@" | grep -E '^([0-9]+ install|Warning)'
}
need python3
echo "- several widths"
for width in 60 80 200; do
    table $width
done
COLUMNS=60 table 200 | head -1
summary
on_terminal 60 | sed -n '/^3 install/,$p' | head -2
echo "- colors"
on_terminal 80 | head -2
echo "- patched, and remembered without a hook"
j -a anon --remember /opt/sample-25 | grep '^Warning: [nu]'
jsec --root "$R" --policy "$T/policy" -a anon --remember /opt/sample-25 | grep '^Warning: [nu]'
quietly -a NULL,TLSv1 /usr/lib/jvm/sample-17
table 120
summary
echo "- with a hook"
machine /usr/bin/dpkg
quietly --hook install dpkg
summary
j --json | grep -A2 hooks_in_place
echo "- of another user"
user on_terminal 120 --color=never | grep -E '^/opt|^patched'
echo "- restored"
quietly -r /opt/sample-25
table 120
table 100 | grep sample-25
echo "- all restrictions off"
list_home empty ''
echo a=b | home unset
table 120 | grep -E '/(empty|unset)'
rm -r opt/{empty,unset}
echo "- what fails"
list_home bad 'anon keySize'
table 120
summary
rm -r opt/bad
echo "- another file decides"
printf 'security.useSystemPropertiesFile=true\njdk.tls.disabledAlgorithms=NULL\n' |
    home system
mkdir -p etc/crypto-policies/back-ends
echo 'jdk.tls.disabledAlgorithms=anon, DES' >etc/crypto-policies/back-ends/java.config
table 120 | grep -A2 system
rm -r opt/system etc/crypto-policies
echo "- suites by name, and most of them by others"
list_home names "NULL, $("$JSECPATCH" --root "$R" --explain /opt/sample-8 |
    grep -o '[A-Z]*_[A-Z]*_anon_[A-Z0-9_]*' | sort -u | paste -sd,)"
list_home others '3DES_EDE_CBC, RC4, DES, AES, SHA1, SHA256, SHA384, MD5'
table 120 | grep -E '/(names|others)'
rm -r opt/{names,others}
echo "- long homes, with blanks, in UTF-8, and with control characters; a long list"
list_home "a long name of a home of a product/with/java-17-openjdk-amd64" anon
list_home "$(printf 'gr\303\274n \346\227\245\346\234\254 \001')" anon
list_home many "$(seq -f 'TLS_NO_SUCH_SUITE_%g' -s, 400),anon"
table 80 --scan=/opt
summary --scan=/opt
table 80 --scan=/opt | python3 -c '
import sys
rows = sys.stdin.buffer.read().decode().split("\n")
print(max(len(row) + len([c for c in row if "\u2e80" < c < "\ud7a3"]) for row in rows))'
echo "- all of it"
table 200 -v | grep -c blocks
table 200 /opt/sample-8 | tail -3
table 200 --property jdk.certpath.disabledAlgorithms | grep -c blocks
j | grep -c blocks
echo "- no install"
rm -r opt usr etc/sample-17
COLUMNS=1000 on_terminal 80
on_terminal 80 --scan
