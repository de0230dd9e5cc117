# SPDX-License-Identifier: MIT
# For a target that is no install, exits with 3 and prints what a home looks like.
printf 'some=thing\n' >plain
mkdir -p opt/empty/conf/security
refused j -a anon /opt/none
refused j -a anon /opt /opt/empty
refused j -a anon /plain
refused j -a anon /opt/none/deeper
refused j -a anon "/opt/$(printf '%0300d' 0)"
rm -r opt usr
j
j -a anon
