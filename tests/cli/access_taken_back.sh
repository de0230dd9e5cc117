# SPDX-License-Identifier: MIT
# If one file of Access Manager cannot be replaced, those before it are put back.
# valgrind: heavy, under strace
need_strace
access_tree
strace -qq -f -o /dev/null -e trace=renameat2 -e inject=renameat2:error=EIO:when=3 \
    "$JSECPATCH" --root "$R" --access-manager /opt/am --transport clear -q 2>&1
echo "=> $?"
same_tree "$SOURCE_ROOT/samples/access-manager" opt/am "not all were put back"
