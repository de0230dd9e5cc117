# SPDX-License-Identifier: MIT
# Compresses only the blocks of a bzip2 file again that change.
need tar bzip2 python3
mkdir -p srv opt/sample-25/a opt/sample-25/z
seq 300000 >opt/sample-25/a/before
seq 300000 600000 >opt/sample-25/z/behind
(cd opt && make_tar ../srv/jdk.tar sample-25)
for level in 1 9; do
    echo "== $level"
    bzip2 -k "-$level" srv/jdk.tar
    cp srv/jdk.tar.bz2 "$T/old.bz2"
    silently -a anon /srv/jdk.tar.bz2 || cat "$T/stdout"
    bzip2 -t srv/jdk.tar.bz2
    cmp <(head -c 30000 "$T/old.bz2") <(head -c 30000 srv/jdk.tar.bz2)
    bzip2 -dc srv/jdk.tar.bz2 | tar -xO sample-25/conf/security/java.security |
        diff opt/sample-25/conf/security/java.security - | grep -c '^[<>]'
    for file in a/before z/behind; do
        bzip2 -dc srv/jdk.tar.bz2 | tar -xO "sample-25/$file" | cmp - "opt/sample-25/$file"
    done
    j -q -d anon /srv/jdk.tar.bz2
    bzip2 -dc srv/jdk.tar.bz2 | cmp - srv/jdk.tar
    rm srv/jdk.tar.bz2
done
echo "-- of several streams, all is compressed again"
{ head -c 1000000 srv/jdk.tar | bzip2; tail -c +1000001 srv/jdk.tar | bzip2; } >srv/parts.tar.bz2
j -q -a anon /srv/parts.tar.bz2
bzip2 -dc srv/parts.tar.bz2 | tar -xO sample-25/conf/security/java.security |
    diff opt/sample-25/conf/security/java.security - | grep -c '^[<>]'
