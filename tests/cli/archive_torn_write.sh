# SPDX-License-Identifier: MIT
# The disk loses a byte of a new archive: it is noticed, and the old archive stays.
# valgrind: heavy, under strace
need tar
need_strace
make_archives tar
cp srv/jdks.tar "$T/first"
# the first write tells others who holds the lock
strace -qq -f -o /dev/null -e trace=pwrite64 -e inject=pwrite64:retval=1:when=2 \
    "$JSECPATCH" --root "$R" -qa anon /srv/jdks.tar 2>&1
echo "=> $?"
cmp srv/jdks.tar "$T/first"
n_backups
