# SPDX-License-Identifier: MIT
# Root trusts nothing that an ACL lets others write, or a mode the members of its own group.
need_root
need_xattrs
same() {
    cmp opt/sample-25/$SECURITY "$SOURCE_ROOT/samples/root/opt/sample-25/$SECURITY"
}

setfacl -m u:65534:rw opt/sample-25/$SECURITY
j -a anon | grep -A1 '^/opt/sample-25'
j -a anon /opt/sample-25
same
setfacl -b opt/sample-25/$SECURITY
setfacl -m g:65534:rwx opt/sample-25/conf
j -a anon | grep -A1 '^/opt/sample-25'
same
setfacl -b opt/sample-25/conf
chmod g+w opt/sample-25/conf
j -a anon | grep -A1 '^/opt/sample-25'
same
chmod g-w opt/sample-25/conf

echo 'rule.1.allow=anon' >etc/jsecpatch.conf
setfacl -m u:65534:rw etc/jsecpatch.conf
refused j --reapply
rm etc/jsecpatch.conf
mkdir -p "$STATE"
setfacl -m u:65534:rwx "$STATE"
refused j -a anon /opt/sample-25
setfacl -b "$STATE"
mkdir etc/overrides
setfacl -m u:65534:rwx etc/overrides
override_home jre 'SSLv3, anon, NULL'
refused j -a anon --emit-override /etc/overrides/x /opt/jre
ls etc/overrides
setfacl -b etc/overrides
machine
setfacl -m u:65534:rwx "$R$BINDIR/jsecpatch"
refused j --hook install systemd
same

# A list that lets nobody write changes nothing.
setfacl -m u:65534:r opt/sample-25/$SECURITY
j -q -a anon /opt/sample-25
n_backups
