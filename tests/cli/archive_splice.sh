# SPDX-License-Identifier: MIT
# Does not compress most of a gzip file again, and keeps its header.
need tar gzip python3
mkdir -p srv opt/sample-25/a opt/sample-25/z
seq 300000 >opt/sample-25/a/before
seq 300000 600000 >opt/sample-25/z/behind
(cd opt && make_tar ../srv/jdk.tar sample-25)
same_bytes() {
    python3 - "$1" "$2" <<'END'
import sys
old, new = (open(name, 'rb').read() for name in sys.argv[1:])
head = next(i for i, (a, b) in enumerate(zip(old, new)) if a != b)
tail = next(i for i, (a, b) in enumerate(zip(old[-9::-1], new[-9::-1])) if a != b)
print('kept:', 'more than 80 %' if head + tail > .8 * len(old) else (head, tail, len(old)))
END
}
for level in 1 6 9; do
    touch -d @1500000000 srv/jdk.tar
    gzip -k "-$level" srv/jdk.tar
    cp srv/jdk.tar.gz "$T/old.gz"
    silently -a anon /srv/jdk.tar.gz || cat "$T/stdout"
    same_bytes "$T/old.gz" srv/jdk.tar.gz
    gzip -t srv/jdk.tar.gz
    cmp <(head -c 18 "$T/old.gz") <(head -c 18 srv/jdk.tar.gz)
    gzip -dc srv/jdk.tar.gz | tar -xO sample-25/conf/security/java.security |
        diff opt/sample-25/conf/security/java.security -
    gzip -dc srv/jdk.tar.gz | tar -xO sample-25/z/behind | cmp - opt/sample-25/z/behind
    rm srv/jdk.tar.gz
done
echo "-- of several parts, all is compressed again"
split -n 2 srv/jdk.tar srv/part.
for part in srv/part.a?; do gzip -c "$part"; done >srv/parts.tar.gz
gzip -dc srv/parts.tar.gz | cmp - srv/jdk.tar
silently -a anon /srv/parts.tar.gz || cat "$T/stdout"
gzip -dc srv/parts.tar.gz | tar -xO sample-25/conf/security/java.security |
    diff opt/sample-25/conf/security/java.security -
j -l /srv/parts.tar.gz | grep patched
