# SPDX-License-Identifier: MIT
# The disk loses bytes of a new archive: it is noticed, and the old archive stays.
# valgrind: heavy, under strace
need tar
need_strace
make_archives tar
cp srv/jdks.tar "$T/first"
# the first write tells others who holds the lock, the second one is of a header
for loss in pwrite64:retval=1:when=2 pwrite64:retval=1:when=3 copy_file_range:retval=100:when=1 \
    copy_file_range:retval=100:when=3; do
    echo "== $loss"
    strace -qq -f -o /dev/null -e "trace=${loss%%:*}" -e "inject=$loss" \
        "$JSECPATCH" --root "$R" -qa anon /srv/jdks.tar 2>&1
    echo "=> $?"
    cmp srv/jdks.tar "$T/first"
    n_backups
done
