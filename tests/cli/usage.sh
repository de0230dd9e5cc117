# SPDX-License-Identifier: MIT
# Names what is wrong with a command line, and exits with 2.
snapshot
j --no-such-option
j -x
j -lx
j --quiet=yes | tail -1
j -a
j --allow
j --root
j --state-dir
j --color=blue
j --list --restore
j -a anon -r
j --backups -d anon
j ''
j --backups /opt/sample-8
j -a ''
j -a 'anon,,NULL'
j -a 'anon,'
j --property no.such.list -a anon
j --property '' -l
j --property 'a b' --force -a anon
j -a anon -d ANON
j -d 'DH keySize'
j -d 'DH keysize < 1024'
j -d 'anon NULL'
j -d 'EC keySize < 224 & & usage TLSServer'
j -d '"anon'
j -d "$(printf 'a\nb')"
j -a "$(printf '\377')" | cat -v
unchanged
echo "# an ID is no TARGET; a list stays a list"
j --restore 000012
j --restore ./12 2>&1 | sed 's|/.*/12|12|'
j -n -l /opt/sample-8
