# SPDX-License-Identifier: MIT
# Refuses damaged and cut archives, and leaves them unchanged.
need tar gzip bzip2 xz zstd zip unzip python3
make_archives tar tar.gz tar.bz2 tar.xz tar.zst zip
# WAY FRACTION FILE: cuts the file at that point, or flips a bit there.
damage() {
    python3 - "$@" <<'END'
import os, sys
way, where, name = sys.argv[1:]
at = int(os.path.getsize(name) * float(where))
with open(name, 'r+b') as file:
    if way == 'cut':
        file.truncate(at)
    else:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 4]))
END
}
for kind in tar tar.gz tar.bz2 tar.xz tar.zst zip; do
    for way in "cut .9" "cut .5" "cut .05" "flip .5"; do
        # a tar has no checksum of its data, and members of a zip are copied as they are
        [ "$way" = "flip .5" ] && [[ $kind = tar || $kind = zip ]] && continue
        cp "srv/jdks.$kind" "srv/bad.$kind"
        # shellcheck disable=SC2086 # two words
        damage $way "srv/bad.$kind"
        echo "== $kind $way"
        refused jsec -q --root "$R" -a anon "/srv/bad.$kind" 2>&1 |
            sed -E 's/\(.*\);/(WHY);/'
    done
done
echo "-- a zip: a member that does not change, the header of one, and the member that changes"
cp srv/jdks.zip srv/bad.zip
damage flip .5 srv/bad.zip
silently -a anon --output /srv/out.zip /srv/bad.zip || cat "$T/stdout"
unzip -p srv/out.zip sample-25/conf/security/java.security | diff opt/sample-25/conf/security/java.security -
unzip -tq srv/out.zip 2>&1 | grep -o 'bad CRC'
for place in 'sample-25/zz:-22' 'sample-25/conf/security/java.security:300'; do
    python3 - srv/jdks.zip srv/bad.zip "$place" <<'END'
import sys
data = bytearray(open(sys.argv[1], 'rb').read())
name, behind = sys.argv[3].split(':')
data[data.index(name.encode()) + int(behind)] ^= 4
open(sys.argv[2], 'wb').write(data)
END
    refused jsec -q --root "$R" -a anon /srv/bad.zip
done
(cd opt && zip -qrXP secret ../srv/secret.zip sample-25)
refused j -a anon /srv/secret.zip
echo text | gzip >srv/text.gz
refused j -a anon /srv/text.gz
echo "-- no tar is compressed"
for way in gzip bzip2 xz zstd; do
    seq 200000 | $way -c >srv/text.packed
    refused j -q -a anon /srv/text.packed
    $way -c </dev/null >srv/text.packed
    refused j -q -a anon /srv/text.packed
done
echo "-- a tar, but its first header is damaged"
sed '1s/sample-8/sample-9/' srv/jdks.tar | gzip >srv/head.tar.gz
refused j -q -a anon /srv/head.tar.gz
echo "-- not even the start of what is compressed is there"
head -c 8 srv/jdks.tar.bz2 >srv/start.tar.bz2
refused j -q -a anon /srv/start.tar.bz2
cat srv/jdks.tar.gz <(echo more) >srv/more.tar.gz
refused j -a anon /srv/more.tar.gz
: >srv/nothing
j -a anon /srv/nothing
j --json -l /srv/text.gz | grep -o '"code": "[^"]*"'
n_backups
for kind in tar tar.gz tar.bz2 tar.xz tar.zst zip; do
    (cat "srv/jdks.$kind" && seq 200) >"srv/behind.$kind"
    refused jsec -q --root "$R" -a anon "/srv/behind.$kind"
done 2>&1 | sed -E 's/\(.*\);/(WHY);/'
python3 - srv <<'END'
import struct, sys, zipfile
entry = 'jdk/conf/security/java.security'
text = b'jdk.tls.disabledAlgorithms=anon, NULL\n'
with zipfile.ZipFile(sys.argv[1] + '/nul.zip', 'w') as z:
    z.writestr(entry + '#txt', text)
path = sys.argv[1] + '/nul.zip'
data = open(path, 'rb').read()
open(path, 'wb').write(data.replace(b'#txt', b'\0txt'))
# a member inside the bytes of the member that changes
with zipfile.ZipFile(sys.argv[1] + '/inner.zip', 'w') as z:
    z.writestr('inner', b'x' * 40)
inner = open(sys.argv[1] + '/inner.zip', 'rb').read()
head = inner[:inner.index(b'PK\1\2')]
path = sys.argv[1] + '/nested.zip'
with zipfile.ZipFile(path, 'w') as z:
    z.writestr(entry, text + b'#' + head)
    z.writestr('inner', b'x' * 40)
data = bytearray(open(path, 'rb').read())
second = data.index(b'PK\1\2', data.index(b'PK\1\2') + 1)
struct.pack_into('<I', data, second + 42, data.index(head))
open(path, 'wb').write(data)
END
refused j -q -a anon /srv/nul.zip
refused j -q -a anon /srv/nested.zip
