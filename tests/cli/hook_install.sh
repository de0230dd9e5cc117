# SPDX-License-Identifier: MIT
# Installs all hooks once, and removes them and nothing else.
# valgrind: sample
machine "${ALL[@]}"
tree >"$T/tree"
echo "-- what would be"
refused j --dry-run --hook install
echo "-- what is"
j --hook install
tree | diff "$T/tree" -
echo "-- again"
refused j --hook install
j --hook status
echo "-- one goes"
j --hook remove systemd
j --hook status systemd
echo "-- all go"
refused j --dry-run --hook remove
j --hook remove
tree | diff "$T/tree" - && echo "as it was"
j --hook remove | sed 's/ by this user$//'
ls "$STATE"
