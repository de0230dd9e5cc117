# SPDX-License-Identifier: MIT
# Counts a scan's system calls for a directory and for a home: unlike its time, the number
# is the same on every machine. A tmpfs has link counts that show whether a directory has
# subdirectories.
# valgrind: heavy, under strace
need_strace
need_mounts
mount -t tmpfs none "$T/home"
cd "$T/home" || exit

# How often threads wait for each other (futex) differs from run to run, and how often memory is
# asked for from build to build.
calls() {
    strace -f -c -e trace='!futex,mmap,munmap,mprotect,madvise,brk' -o "$T/counts" "$JSECPATCH" --root "$T/home" --scan -q -l
    awk '$NF == "total" { print $4 }' "$T/counts"
}

# CALLS N WHAT BOUND: checks that 100 of them need at most BOUND calls
at_most() {
    if [ $(($1 * 100)) -le $(($2 * $4)) ]; then
        echo "at most $4 calls for 100 $3"
    else
        echo "$(($1 * 100 / $2)) calls for 100 $3: more than $4"
    fi
}

mkdir -p a{1..12}/b{1..5}/c{1..8}/d{1..7}
n=$(find . -type d | wc -l)
echo "$n directories"
none=$(calls)
at_most "$none" "$n" directories 160
for home in a{1..10}/b{1..2}/c1/jre; do
    mkdir -p "$home"
    cp -r "$SOURCE_ROOT/samples/root/opt/sample-25/." "$home"
done
n=$("$JSECPATCH" --root "$T/home" --scan -l | grep -c '^/.*/jre ')
echo "$n homes are found"
all=$(calls)
at_most $((all - none)) "$n" homes 11000
