# SPDX-License-Identifier: MIT
# A limit of file sizes is an error like any other, and kills nothing. The archive and the new
# file are written at the same time: either may be named.
snapshot
for size in 0 1 2; do
    said=$(ulimit -f $size && exec "$JSECPATCH" --root "$R" -qa anon /opt/sample-25 2>&1)
    echo "$said => $?" | sed -E 's|/(var/lib/jsecpatch: cannot write the archive\|opt/sample-25/conf/security/java.security: cannot write its new file):|FILE:|'
    unchanged
done
