# SPDX-License-Identifier: MIT
# Refuses what no vendor ever wrote, in one line each, before it takes long or much memory.
# fill TEXT N: prints a text N times.
fill() {
    yes "$1" | head -n "$2"
}
vendor='jdk.tls.disabledAlgorithms=SSLv3, anon, NULL'

{ echo "$vendor"; fill a=b 100000; } | home properties
refused j -a anon /opt/properties
{ printf 'jdk.tls.disabledAlgorithms=anon'; fill , 33000 | tr '\n' ,; } | home line
refused j -a anon /opt/line
{ echo "$vendor"; fill "include more" 1100; } | home includes 25
: >"opt/includes/${SECURITY%/*}/more"
refused j -a anon /opt/includes
{ echo "$vendor"; fill "include more" 3; } | home bytes 25
fill "# some bytes of a comment that is included three times" 10000 >"opt/bytes/${SECURITY%/*}/more"
refused j -a anon /opt/bytes
{ echo "$vendor"; echo "include more"; } | home large 25
truncate -s 5M "opt/large/${SECURITY%/*}/more"
refused j -a anon /opt/large

# An edit must not make a file that the next run refuses.
{ printf 'jdk.tls.disabledAlgorithms=anon'; fill , 32750 | tr '\n' ,; } | home edit
refused j -d "$(fill x 40 | tr -d '\n')" /opt/edit

# Only some of many definitions are named.
{ fill "$vendor" 2000; } | home definitions
j -a anon /opt/definitions | grep define

echo rule.a.allow=anon >etc/jsecpatch.conf
for i in $(seq 10001); do echo "rule.a.target=/opt/$i"; done >>etc/jsecpatch.conf
refused j --reapply
