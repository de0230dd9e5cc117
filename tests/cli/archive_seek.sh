# SPDX-License-Identifier: MIT
# Reads of a plain tar little more than its headers to list it, and copies what stays in one piece.
# valgrind: heavy, under strace
need tar
need_strace
mkdir -p srv opt/sample-25/a opt/sample-25/z
for i in {1..40}; do
    head -c 200000 /dev/zero | tr '\0' "$((i % 10))" >"opt/sample-25/a/$i"
    head -c 200000 /dev/zero | tr '\0' "$((i % 10))" >"opt/sample-25/z/$i"
done
(cd opt && make_tar ../srv/jdk.tar sample-25)
# sum MOST CALL OPTIONS: tells whether the calls read or write at most so many per mille of the tar
sum() {
    strace -qq -y -o "$T/trace" -e "trace=$2" "$JSECPATCH" --root "$R" -q "${@:3}" >/dev/null
    awk -v size="$(stat -c %s srv/jdk.tar)" -v most="$1" '
        /srv\// { sum += $NF; n++ }
        END { print sum * 1000 / size <= most ? "few bytes" : sum, n < 500 ? "few calls" : n }' "$T/trace"
}
echo "-- listed"
sum 30 pread64 -l /srv/jdk.tar
echo "-- written"
sum 20 pwrite64 -a anon --output /srv/new.tar /srv/jdk.tar
tar -df srv/new.tar -C opt | grep -v "Mod time\|Uid\|Gid"
rm srv/new.tar
echo "-- read to be written, and to compare the new one with the old one"
sum 2080 pread64 -a anon --output /srv/new.tar /srv/jdk.tar
