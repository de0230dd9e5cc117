# SPDX-License-Identifier: MIT
# Reads gzip in the same way with ISA-L, where its library is installed, and without it.
# valgrind: heavy, under strace
need tar gzip ldconfig
need_strace
library=$(PATH=$PATH:/sbin ldconfig -p | awk '$1 == "libisal.so.2" { print $NF; exit }')
[ -n "$library" ] || skip "ISA-L is not installed"
ours=$(ldd "$JSECPATCH" 2>/dev/null | awk '/libjsecpatch/ { print $3 }')
grep -q libisal.so.2 "$JSECPATCH" ${ours:+"$ours"} ||
    skip "this build does without ISA-L"
make_archives tar
gzip -k srv/jdks.tar
{ head -c 100000 srv/jdks.tar | gzip -1; tail -c +100001 srv/jdks.tar | gzip -N; } >srv/parts.tar.gz
{ cat srv/jdks.tar.gz && head -c 2000 /dev/zero; } >srv/tape.tar.gz
{ cat srv/jdks.tar.gz && echo more; } >srv/more.tar.gz
head -c -1 srv/jdks.tar.gz >srv/cut.tar.gz
head -c 30000 srv/jdks.tar.gz >srv/half.tar.gz
# FILE OFFSET: changes a byte, counted from the end
flip() {
    local at=$(($(stat -c %s srv/jdks.tar.gz) - $2))
    { head -c "$at" srv/jdks.tar.gz; printf '\252'; tail -c $(($2 - 1)) srv/jdks.tar.gz; } >"srv/$1.tar.gz"
}
flip size 1
flip sum 8
flip data 20000
for file in jdks parts tape more cut half size sum data; do
    for way in fast slow; do
        without=()
        [ $way = slow ] && without=(-e inject=openat:error=ENOENT)
        strace -qq -f -o "$T/trace" -e trace=openat "${without[@]}" -P "$library" \
            "$JSECPATCH" --root "$R" -qa anon --output "/srv/$way" "/srv/$file.tar.gz" \
            >"$T/$way" 2>&1
        echo "=> $?" >>"$T/$way"
        sed -i -E '/^strace:/d; s/\(.*\);/(WHY);/' "$T/$way"
        grep -c '= [0-9]' "$T/trace" >>"$T/loaded-$way"
    done
    echo "== $file"
    diff "$T/fast" "$T/slow" && cat "$T/fast"
    cmp srv/fast srv/slow 2>/dev/null
    rm -f srv/fast srv/slow
done
! grep 0 "$T/loaded-fast" && ! grep 1 "$T/loaded-slow" && echo "each way was tried"
