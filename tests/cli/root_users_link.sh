# SPDX-License-Identifier: MIT
# As root, --root does not follow another user's link to a directory that is not that user's.
need_users

# jr ROOT: changes the Java there
jr() {
    jsec --root "$1" --allow anon /opt/jre | sed "s,$T,T,g" |
        grep -vE '^  (blocks|according|15 cipher)|^Warning|^A Java|^No running|^$'
    if [ -e "$T/tree/var" ]; then
        echo "CHANGED: the tree of root"
    fi
    rm -rf "$T/tree"
    cp -a "$T/image" "$T/tree"
}

list_home jre 'SSLv3, anon'
mkdir -p "$T/image/opt" "$T/home/dir/opt" "$T/real/below"
cp -a "$R/opt/jre" "$T/image/opt"
cp -a "$T/image" "$T/tree"
cp -a "$R/opt/jre" "$T/home/dir/opt"
ln -s "$T/tree" "$T/home/link"
ln -s dir "$T/home/own"
ln -s /proc/self/root "$T/home/view"
ln -s "$T/home" "$T/to_home"
ln -s "$T/tree" "$T/roots"
chown -hR 65534:65534 "$T/home"
echo "== a user's link"
jr "$T/home/link"
jr "$T/home/link/."
jr "$T/to_home/link"
jr "$T/home/view$T/tree"
cd "$T/home" || exit
jr link
echo "-- also to list"
jsec --root link --list /opt/jre | sed "s,$T,T,g"
echo "== root's link"
jr "$T/roots"
echo "== a user's link to what is that user's"
jr own
echo "== other paths"
cd "$T/real/below" || exit
jr ../../tree
jr "$T/none"
: >"$T/file"
jr "$T/file"
jr "$T/real/none/tree"
