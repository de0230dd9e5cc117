# SPDX-License-Identifier: MIT
# Says if unattended-upgrades has kept back the package of a Java.
need python3
machine /usr/bin/unattended-upgrade
FILE=etc/sample-17/security/java.security
kept=var/lib/unattended-upgrades/kept-back
mkdir -p var/lib/dpkg/info ${kept%/*}
cat >var/lib/dpkg/status <<END
Package: sample-17-jre
Status: install ok installed
Architecture: amd64
Version: 1
Conffiles:
 /$FILE d41d8cd98f00b204e9800998ecf8427e

END
said() {
    j --hook status | grep -A3 ^unatt | grep -v 'no hook covers'
    document --root "$R" | python3 -c 'import json, sys
d = json.load(sys.stdin)
print([w["code"] for w in d["warnings"]], d["hooks"])'
}
echo "- none"
said
echo "- others"
printf 'sample-1 sample-17-jre-headless' >$kept
said
echo "- this one"
printf 'apt sample-17-jre zlib1g' >$kept
said
echo "- of another architecture than the machine's"
printf 'sample-17-jre:amd64' >$kept
said
echo "- it was updated since, by hand"
touch -d '+1 minute' var/lib/dpkg/info/sample-17-jre:amd64.list
said
rm var/lib/dpkg/info/*
touch -d '+1 minute' var/lib/dpkg/info/sample-17-jre.list
said
