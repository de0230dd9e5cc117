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
echo "-- what looks like the start of a block inside of another one is none"
python3 - opt/sample-25/conf/security/java.security srv/false.tar.bz2 <<'END'
import bz2, io, random, sys, tarfile
def fold(sums):
    all = 0
    for n in sums:
        all = (all << 1 | all >> 31) & 0xffffffff ^ n
    return all
random.seed(6)
words = [bytes(random.choices(range(97, 123), k=7)) for _ in range(3000)]
mark, end = (format(n, '048b') for n in (0x314159265359, 0x177245385090))
file = io.BytesIO()
with tarfile.open(fileobj=file, mode='w') as tar:
    for name, data in (('conf/security/java.security', open(sys.argv[1], 'rb').read()),
            ('z', b' '.join(random.choices(words, k=60000)))):
        info = tarfile.TarInfo('sample-25/' + name)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
bits = ''.join(format(n, '08b') for n in bz2.compress(file.getvalue(), 1))
starts = [i for i in range(len(bits)) if bits.startswith(mark, i)]
sums = [int(bits[i + 48:i + 80], 2) for i in starts]
# a sum for a block behind the second one, with which the sum of all stays the same
want = fold(sums) ^ fold(sums[:2] + [0] + sums[2:])
for _ in sums[2:]:
    want = want >> 1 | (want & 1) << 31
# more selectors of tables than are needed: unpacking passes them
at = starts[1] + 48 + 32 + 1 + 24
at += 16 + 16 * bits[at:at + 16].count('1') + 3
n = int(bits[at:at + 15], 2)
behind = at + 15
for _ in range(n):
    behind = bits.index('0', behind) + 1
more = '0' + mark + format(want, '032b') + '0'
assert '11111' not in more
bits = bits[:at] + format(n + more.count('0'), '015b') + bits[at + 15:behind] + more + \
    bits[behind:bits.rindex(end) + 80]
bits += '0' * (-len(bits) % 8)
packed = int(bits, 2).to_bytes(len(bits) // 8, 'big')
assert bz2.decompress(packed) == file.getvalue()
open(sys.argv[2], 'wb').write(packed)
END
j -q -a anon /srv/false.tar.bz2
bzip2 -tq srv/false.tar.bz2 2>&1
bzip2 -dcq srv/false.tar.bz2 | tar -xO sample-25/conf/security/java.security |
    diff opt/sample-25/conf/security/java.security - | grep -c '^[<>]'
