# SPDX-License-Identifier: MIT
# Keeps an ACL whose mask differs from the rights of the owning group.
# valgrind: sample
need_xattrs
for acl in u:1234:rw u:1234:rwx,m::r g::-,u:1234:r; do
    setfacl -b opt/sample-8/jre/lib/security/java.security
    setfacl -m $acl opt/sample-8/jre/lib/security/java.security
    metadata opt/sample-8/jre/lib/security/java.security >"$T/wanted"
    j -q --force -a anon /opt/sample-8
    metadata opt/sample-8/jre/lib/security/java.security | diff "$T/wanted" -
    j -q --force -r /opt/sample-8
    metadata opt/sample-8/jre/lib/security/java.security | diff "$T/wanted" -
done
n_backups
