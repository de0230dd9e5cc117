# SPDX-License-Identifier: MIT
# Another program changes the file just after it was replaced: that is no success.
# valgrind: heavy, under strace
need_strace
file=opt/sample-25/$SECURITY
stat -c %i "$file" >"$T/inode"
(
    while [ "$(stat -c %i "$file")" = "$(cat "$T/inode")" ]; do sleep 0.05; done
    echo "# theirs" >>"$file"
) &
strace -qq -f -o /dev/null -e trace=renameat2 -e inject=renameat2:delay_exit=3000000 \
    "$JSECPATCH" --root "$R" -qa anon /opt/sample-25 2>&1
echo "=> $?"
wait
tail -n 1 "$file"
