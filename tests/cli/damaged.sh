# SPDX-License-Identifier: MIT
# Flips one byte in each part of a backup: --backups names it as damaged, and it is never
# used.
# valgrind: heavy, hundreds of runs
need python3
file=opt/sample-8/jre/lib/security/java.security
setfattr -n user.note -v keep $file 2>/dev/null || echo "no attributes here" >&2
quietly -a anon /opt/sample-8
archive=$(archives)
cp "$archive" "$T/good"
cp -a $file "$T/patched"

# Flips one byte of the archive. Everything else is as after the patch.
damage() {
    rm "$STATE"/backups/*
    cp -a "$T/patched" $file
    cp "$T/damaged/$1" "$archive"
}

# Prints what is wrong with a run that should fail and change nothing.
fails() {
    silently "$@" && echo -n " $1 succeeds;"
    cmp -s $file "$T/patched" || echo -n " $1 uses it;"
}

try() {
    damage "$1"
    fails --backups
    grep -q "^jsecpatch: /var/lib/.*/$(basename "$archive")" "$T/stdout" ||
        echo -n " --backups does not name it;"
    fails --restore /opt/sample-8
    damage "$1"
    fails --restore="$(basename "$archive" .tar)" /opt/sample-8
}

mkdir "$T/damaged"
cp "$T/good" "$T/damaged/none"
[ "$(try none)" = " --backups succeeds; --backups does not name it; --restore succeeds;\
 --restore uses it; --restore=$(basename "$archive" .tar) succeeds;\
 --restore=$(basename "$archive" .tar) uses it;" ] || echo "the good one is not good: $(try none)"
python3 "$HERE/damage.py" "$T/good" "$T/damaged" | while read -r offset part; do
    wrong=$(try "$offset")
    [ "$wrong" ] && echo "$part, byte $offset:$wrong"
done
echo "all parts tried"
