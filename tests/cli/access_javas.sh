# SPDX-License-Identifier: MIT
# Which Javas count: those that are named, else those inside the directory, else the others.
# valgrind: heavy, it scans
access_tree
javas() {
    j --access-manager /opt/am "$@" |
        grep -aE '^(problem|[0-9]+ settings|Java|No Java|The named|Others|  (/|none)|[=!])|--allow|refused'
}
echo "-- none inside"
javas
echo "-- three inside: deep down, by links to a home and to a program, and one broken"
mkdir -p opt/am/a/b/c/lib opt/am/bin opt/elsewhere opt/am/bad/lib/server opt/am/bad/conf
cp -r opt/sample-8/jre opt/am/a/b/c/jre
mv opt/sample-25 opt/elsewhere/java-25
mkdir -p opt/elsewhere/java-25/bin
echo >opt/elsewhere/java-25/bin/java
ln -s /opt/elsewhere/java-25/bin/java opt/am/bin/java
ln -s ../../usr/lib/jvm/sample-17 opt/am/runtime
ln -s loop opt/am/bad/conf/security
ln -s loop opt/am/bad/conf/loop
: >opt/am/bad/lib/server/libjvm.so
javas
rm -r opt/am/bad
echo "-- some allow it"
quietly --allow anon /usr/lib/jvm/sample-17 /opt/elsewhere/java-25
javas
echo "-- all do; those elsewhere do not matter"
quietly --allow anon /opt/am/a/b/c/jre
javas
echo "-- a named one counts alone"
javas /opt/sample-8
echo "-- in a directory that is left out"
mkdir opt/am/old
mv opt/am/a opt/am/bin opt/am/runtime opt/am/old
javas --exclude console
cp opt/am/servers/conf/lserver.conf opt/am/old
javas
echo "-- none in this tree, and one where only --scan looks"
rm -rf opt/am/old opt/sample-* usr/lib/jvm opt/elsewhere var
javas
javas --scan=/srv
javas --scan
javas --scan=/none
j --access-manager /opt/am --scan /srv/java
j --access-manager /opt/am --scan --transport clear
j --access-manager /opt/am --scan --restore
