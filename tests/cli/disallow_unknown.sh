# SPDX-License-Identifier: MIT
# Adds an entry that no vendor has, and prints a note. Refuses one that is nearly a known one.
refused j -d anonn /opt/sample-8
refused j -d 'TLSv1.33, FOO' /opt/sample-8
j -d FROBNICATE -q /opt/sample-8
j -d anonn --force /opt/sample-8
list_line opt/sample-8/jre/lib/security/java.security
echo "# other constraints of what is known are no mistake"
j -n -d 'DH keySize < 4096, RSASSA-PSS keySize < 2048' /opt/sample-8 | grep -a '^[+-] '
echo "# what is there already is none either"
j -d frobnicate,anonn -q /opt/sample-8
