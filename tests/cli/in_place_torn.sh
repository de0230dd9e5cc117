# SPDX-License-Identifier: MIT
# A run is killed while it overwrites a mount point: the next one finishes that, or says why
# it cannot, and nothing succeeds before.
# valgrind: heavy, under strace
need_mounts
need_strace
file=$R/opt/sample-25/$SECURITY
cp "$file" "$T/vendor"
mount --bind "$file" "$file"

# Kills a run when all new bytes are written, but the file is not cut to its new size yet.
tear() {
    cat "$T/vendor" >"$file"
    rm -rf "$STATE"
    (
        strace -qq -f -o /dev/null -P "$file" -e trace=ftruncate \
            -e inject=ftruncate:signal=KILL "$JSECPATCH" --root "$R" -qa anon \
            /opt/sample-25
        true
    ) 2>/dev/null
    [ -e "$record" ] || echo "no record"
}

now() {
    for version in vendor new; do
        cmp -s "$file" "$T/$version" && echo "$1: $version"
    done
    if [ -e "$record" ]; then echo "  record kept"; fi
}

record=$STATE/backups/redo.tar
silently -a anon /opt/sample-25
cp "$file" "$T/new"
now "done"

echo "== as the kill left it"
tear
j -l /opt/sample-25
j --explain /opt/sample-25 | head -3
j -ql /opt/sample-8
now seen
j -qa anon /opt/sample-25
now finished

echo "== with zeros at its end, as a power failure leaves it"
tear
head -c 6 /dev/zero | dd of="$file" bs=1 seek="$(stat -c %s "$T/new")" conv=notrunc 2>/dev/null
j -qa anon /opt/sample-8
now "finished by a run for another install"

echo "== neither finished nor put back: the record stays"
cat "$T/vendor" >"$file"
rm -rf "$STATE"
strace -qq -f -o /dev/null -P "$file" -e trace=ftruncate -e inject=ftruncate:error=EIO \
    "$JSECPATCH" --root "$R" -qa anon /opt/sample-25 2>&1
echo "=> $?"
now unfinished
j -qa anon /opt/sample-25
now finished

echo "== the record is damaged"
for damage in flip cut; do
    tear
    cp "$file" "$T/torn"
    if [ $damage = flip ]; then
        printf x | dd of="$record" bs=1 seek=$(($(stat -c %s "$record") / 2)) conv=notrunc \
            2>/dev/null
    else
        truncate -s -3000 "$record"
    fi
    j -qa anon /opt/sample-25
    j -qr /opt/sample-8
    cmp "$file" "$T/torn"
    now damaged
done
rm "$record"
j -q --restore=000001 /opt/sample-25
now restored

echo "== somebody else changed the file"
tear
echo "# theirs" >>"$file"
cp "$file" "$T/theirs"
j -l /opt/sample-25
j -q --suspend
j -q --remember -a anon
j -qr /opt/sample-25
cmp "$file" "$T/theirs"
now theirs
j -q --restore=000001 /opt/sample-25 /opt/sample-8
j -q --restore=000001 --dry-run /opt/sample-25
now theirs
j -q --restore=000001 /opt/sample-25
now restored
