# SPDX-License-Identifier: MIT
# Makes the vendor's newer file the new base. It was waiting because of an earlier edit.
file=opt/sample-25/$SECURITY
quietly -a anon --remember /opt/sample-25
for suffix in dpkg-dist rpmnew pacnew dpkg-new; do
    sed 's/SSLv3, TLSv1, /SSLv3, NEWER, TLSv1, /' \
        "$SOURCE_ROOT/samples/root/$file" >"$file.$suffix"
    touch -d 2022-02-02 "$file.$suffix"
    cp -a "$file.$suffix" "$T/vendor"
    echo "# .$suffix"
    j -l /opt/sample-25 | grep note
    j --reapply --adopt-vendor --dry-run
    j --reapply --adopt-vendor /opt/sample-25 | grep -v backup
    ls "$(dirname $file)"
    rm -f "$file.$suffix"
    j --restore -q /opt/sample-25
    cmp "$file" "$T/vendor"
    cmp <(stat -c %Y "$file") <(stat -c %Y "$T/vendor")
    sed -i 's/NEWER, //' "$file"
    quietly --reapply
done
echo "# with a request of its own; and where it is not to be"
cp "$T/vendor" "$file.rpmnew"
j -a NULL --adopt-vendor -q /opt/sample-25
list_line "$file"
ln -s java.security "$file.dpkg-dist"
: >"$file.rpmnew"
refused j --reapply --adopt-vendor -q /opt/sample-25
