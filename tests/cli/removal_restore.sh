# SPDX-License-Identifier: MIT
# Before jsecpatch is uninstalled: it restores all files, if the policy says so.
need_root
machine /usr/bin/dpkg
quietly --allow anon --remember
quietly --hook install
echo 'removal = restore' >>etc/jsecpatch.conf
quietly --allow anon --remember /opt/sample-25 # keeps that line
grep -a removal etc/jsecpatch.conf
refused j --prepare-removal --dry-run
echo "- one that cannot be restored: jsecpatch stays, and its hooks"
chattr +i opt/sample-25/$SECURITY
j --prepare-removal
j --hook status | grep dpkg
chattr -i opt/sample-25/$SECURITY
echo "- the same, but keep them"
sed 's/^removal.*/removal = keep/' etc/jsecpatch.conf >"$T/keep"
j --prepare-removal --policy "$T/keep" --dry-run
echo "- all are restored, byte for byte"
j --prepare-removal
same_tree "$SOURCE_ROOT/samples/root/opt" opt "restored differently"
j --hook status | grep dpkg
j --prepare-removal
echo "- what other users can change is restored only by name, so jsecpatch is still needed"
chown -R 65534 opt/sample-8
quietly --allow anon /opt/sample-8
refused j --prepare-removal
refused j --prepare-removal -q
echo "- what its owner may not read is unknown, and was changed once"
chmod 000 opt/sample-8/jre/lib/security/java.security
j --prepare-removal
chmod 644 opt/sample-8/jre/lib/security/java.security
quietly --restore /opt/sample-8
j --prepare-removal
echo "- a policy that cannot be read may say so"
echo 'removal = undo' >>etc/jsecpatch.conf
refused j --prepare-removal
refused j --prepare-removal /opt/sample-25
