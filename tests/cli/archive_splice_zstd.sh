# SPDX-License-Identifier: MIT
# Compresses little of a zstd file again: the window behind the change, and what makes the frame two.
need tar zstd python3
zstd --version | grep -q 'v1\.5' || skip "zstd before 1.5 makes other frames"
mkdir -p srv opt/sample-25/a opt/sample-25/z
seq 100000 >opt/sample-25/a/before
python3 - >opt/sample-25/z/behind <<'END'
import random
random.seed(1)
words = [bytes(random.choices(range(97, 123), k=random.randint(2, 12))) for _ in range(20000)]
print(b' '.join(random.choices(words, k=600000)).decode())
END
(cd opt && make_tar ../srv/jdk.tar sample-25)
# Says how much of the old file the new one has in common with it, at both ends.
kept() {
    python3 - "$1" "$2" <<'END'
import sys
old, new = (open(name, 'rb').read() for name in sys.argv[1:])
tail = next(i for i, (a, b) in enumerate(zip(old[-5::-1], new[-5::-1])) if a != b)
part = 100 * tail // len(old) # each version of zstd makes a few bytes more or less
print('kept:', 'more than 60 %' if part > 60 else f'{part} %')
END
}
check() {
    silently -a anon /srv/jdk.tar.zst || cat "$T/stdout"
    kept "$T/old.zst" srv/jdk.tar.zst
    zstd -qt srv/jdk.tar.zst
    zstd -lv srv/jdk.tar.zst 2>/dev/null | grep -o 'Frames: .*\|Check: [A-Z0-9]*'
    zstd -dcq srv/jdk.tar.zst | tar -xO sample-25/conf/security/java.security |
        diff opt/sample-25/conf/security/java.security - | grep -c '^[<>]'
    for file in a/before z/behind; do
        zstd -dcq srv/jdk.tar.zst | tar -xO "sample-25/$file" | cmp - "opt/sample-25/$file"
    done
}
for way in -1 "-1 --no-check" "-5 --zstd=wlog=19" "-19 --zstd=wlog=18"; do
    echo "== $way"
    # shellcheck disable=SC2086 # options
    zstd -q --single-thread $way -c <srv/jdk.tar >srv/jdk.tar.zst
    cp srv/jdk.tar.zst "$T/old.zst"
    check
done
echo "== a second change makes no further frame, and a frame that says its size still does"
cp srv/jdk.tar.zst "$T/old.zst"
j -q -d anon /srv/jdk.tar.zst
zstd -lv srv/jdk.tar.zst 2>/dev/null | grep -o 'Frames: .*'
zstd -dcq srv/jdk.tar.zst | cmp - srv/jdk.tar
zstd -q --single-thread -1 srv/jdk.tar -o srv/sized.tar.zst
j -q -a anon /srv/sized.tar.zst
zstd -lv srv/sized.tar.zst 2>/dev/null | grep -c "Decompressed Size: .* ($(stat -c %s srv/jdk.tar) B)\|$(zstd -dcq srv/sized.tar.zst | wc -c) B"
echo "== frames before and behind, and one to be skipped"
{ head -c 300000 srv/jdk.tar | zstd -qc; printf '\120\052\115\030\003\0\0\0abc'
  tail -c +300001 srv/jdk.tar | head -c 3000000 | zstd -qc -1; tail -c +3300001 srv/jdk.tar | zstd -qc; } >srv/jdk.tar.zst
cp srv/jdk.tar.zst "$T/old.zst"
check
