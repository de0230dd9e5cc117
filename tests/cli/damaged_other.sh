# SPDX-License-Identifier: MIT
# A damaged archive does not prevent restoring files that it certainly does not hold.
quietly -a anon /opt/sample-8
archive=$(archives)
cp "$archive" "$T/good"

# TEXT: changes the first byte of the text in the archive.
damage() {
    local at

    at=$(grep -abo "$1" "$T/good" | head -1 | cut -d: -f1)
    cp "$T/good" "$archive"
    printf X | dd of="$archive" bs=1 seek="$at" conv=notrunc status=none
}

echo "# in a file that is kept"
damage 'A sample of a java'
j -r
j --suspend -q
echo "# in the manifest, which cannot be read any more"
damage 'file=/opt'
j -r
j -r -q --force /opt/sample-25
j -r -q /opt/sample-25
j --suspend -q
echo "# in a name in the manifest"
damage 'sample-8/jre'
j -r -q
echo "# in the name of a member"
damage 'opt/sample-8/jre/lib/security/java.security.*ustar'
j -n -r
echo "# all of it, between good ones"
quietly -a anon /usr/lib/jvm/sample-17
: >"$archive"
j -r
rm "$archive"
j -r -q
