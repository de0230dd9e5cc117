# SPDX-License-Identifier: MIT
# A backup has ACLs and attributes in a form that tar restores.
need_xattrs
need tar
tar --help | grep -q -e --xattrs || skip "a tar without --xattrs"
file=opt/sample-25/$SECURITY
setfacl -m u:1234:r $file
setfattr -n user.note -v keep $file
metadata $file >"$T/wanted"
quietly -a anon /opt/sample-25
rm $file
tar --acls --xattrs --xattrs-include='*' -xpf "$(archives)" -C "$R" $file
metadata $file | diff "$T/wanted" -
cmp $file "$SOURCE_ROOT/samples/root/$file"
command -v bsdtar >/dev/null && rm $file && bsdtar -xpf "$(archives)" -C "$R" $file &&
    metadata $file | diff "$T/wanted" -
echo "done"
