# SPDX-License-Identifier: MIT
# Fails if the vendor's newer file was adopted, but cannot be removed: it is a mount point.
need_mounts
file=opt/sample-25/$SECURITY
quietly -a anon --remember /opt/sample-25
sed 's/SSLv3, TLSv1, /SSLv3, NEWER, TLSv1, /' "$SOURCE_ROOT/samples/root/$file" >"$file.rpmnew"
mount --bind "$file.rpmnew" "$file.rpmnew"
j --reapply --adopt-vendor -q /opt/sample-25
list_line "$file"
umount "$file.rpmnew"
echo "# the next run completes it"
j --reapply --adopt-vendor -q /opt/sample-25
ls "$(dirname "$file")"
