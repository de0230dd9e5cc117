# SPDX-License-Identifier: MIT
# Refuses to make a list empty, except with --force.
list_home last 'anon, anon'
refused j -a anon /opt/last
refused j -n -a anon /opt/last
j -a anon /opt/last --force | grep -v 'note: '
grep -c 'note: forced' "$T/stdout"
cat opt/last/$SECURITY
j -r /opt/last
cat opt/last/$SECURITY
