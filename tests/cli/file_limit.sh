# SPDX-License-Identifier: MIT
# A limit of file sizes is an error like any other, and kills nothing.
snapshot
for size in 0 1 2; do
    said=$(ulimit -f $size && exec "$JSECPATCH" --root "$R" -qa anon /opt/sample-25 2>&1)
    echo "$said => $?"
    unchanged
done
