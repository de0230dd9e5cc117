# SPDX-License-Identifier: MIT
# Says what is wrong with a command line, and exits with 2.
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
echo "# a value is not taken from the options after it, and no entry begins like one"
j -a --json | tail -1
j -na -q
j --allow=--json
j -a 'anon, -d'
j --disallow '-anon'
j --output -x -a anon /srv/x.tar
j --root - -l
j --restore=-1 | tail -1
echo "# what a letter or a word cannot be"
j --list -xl
j -lqx
j --no-such=3
j --re
j --dry-run=no
j --confirm= -l
echo "# once is enough, but for what adds up"
j --property jdk.tls.disabledAlgorithms --property jdk.tls.legacyAlgorithms
j --restore=1 --restore
j -q --color never --color=always -l -l -qq
