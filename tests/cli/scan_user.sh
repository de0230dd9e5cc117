# SPDX-License-Identifier: MIT
# Counts the directories that a user cannot read. Lists them with --verbose.
# valgrind: heavy, which knows no openat2()
need_users
need python3
mkdir -p srv/{closed,unlisted}
cp -r opt/sample-25 srv/open
cp -r opt/sample-25 srv/half
cp -r opt/sample-25 srv/closed/java
cp -r opt/sample-25 srv/unlisted/java
mkdir -p srv/half/lib/server
mv srv/half/release srv/half/lib/server/libjvm.so
chmod 700 srv/half/lib srv/closed
chmod 711 srv/unlisted
echo "- root"
j --scan=/srv
echo "- a user"
user j --scan=/srv
user j -v --scan=/srv | sort
user j -q --scan=/srv
json() {
    jsec --root "$R" --json --scan=/srv
}
user json | python3 "$HERE/json_check.py"
