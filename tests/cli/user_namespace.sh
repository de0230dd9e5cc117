# SPDX-License-Identifier: MIT
# Says why a file cannot keep its owner in a user namespace that does not know this owner.
need_root
need unshare
unshare --user --map-root-user true 2>/dev/null || skip "no user namespaces"
chown 0:1234 opt/sample-25/$SECURITY
chmod 640 opt/sample-25/$SECURITY
snapshot
AS=(unshare --user --map-root-user)
j -a anon /opt/sample-25
AS=()
unchanged
