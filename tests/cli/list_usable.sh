# SPDX-License-Identifier: MIT
# The document of a list says what programs can use of each Java, as the table does.
need python3

# Prints the words of each install of a document.
words() {
    document --root "$R" "$@" | python3 -c '
import json, sys
for i in json.load(sys.stdin)["installs"]:
    print(i["home"], i.get("usable", "-"), i.get("all_off", "-"))'
    echo "=> ${PIPESTATUS[0]}"
}

list_home anon 'SSLv3, TLSv1, TLSv1.1, NULL'
list_home null 'SSLv3, TLSv1, TLSv1.1, anon'
list_home half 'SSLv3, TLSv1, anon, NULL'
list_home old 'SSLv3, anon, NULL'
list_home part 'SSLv3, TLSv1, TLSv1.1, DH_anon, anon' 1.7.0_80
list_home only 'ECDH_anon, TLS_DH_anon_*, NULL' 24
list_home empty ''
printf 'a=1\n' | home missing
on_terminal 100 --list | head -12
words
echo "== a Java that cannot be examined"
list_home wrong 'SSLv3, DH keySize <'
words /opt/wrong /opt/none /opt/old
echo "== in an archive"
(cd opt && make_tar "$R/jdk.tar" sample-25)
words /jdk.tar
echo "== another list"
words --property jdk.tls.disabledAlgorithms /opt/old
words --property jdk.certpath.disabledAlgorithms /opt/old
echo "== other actions"
words --allow anon /opt/null
