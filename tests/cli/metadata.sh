# SPDX-License-Identifier: MIT
# Keeps links, owner, mode, ACL and attributes. Does not inherit a directory's default
# ACL.
need_xattrs
file=etc/sample-17/security/java.security
setfacl -d -m u:4321:rwx,g:4322:rx etc/sample-17/security
setfacl -m u:1234:r $file
setfattr -n user.note -v keep $file
setfattr -n user.empty $file
chmod 640 $file
chgrp 1357 $file 2>/dev/null
touch -d '2020-02-02 02:02:02.123456789' $file
metadata $file >"$T/wanted"
quietly -a anon
metadata $file | diff "$T/wanted" -
[ "$(stat -c %Y $file)" -gt 1600000000 ] || echo "the time did not change"
setfattr -n user.note -v lost $file
chmod 644 $file
quietly -r
metadata $file | diff "$T/wanted" -
stat -c '%y' $file
find usr -type l -printf '%p -> %l\n' | sort
