# SPDX-License-Identifier: MIT
# Equal bytes are stored once. tar puts all files back, as jsecpatch(1) tells.
need_xattrs
need tar
rm -r opt/* usr/lib/jvm/* etc
{ seq 1000 | sed 's/^/# /' && echo jdk.tls.disabledAlgorithms=anon, NULL; } >"$T/text"
for i in $(seq 100); do
    mkdir -p opt/jdk-"$i"/conf/security
    echo 'JAVA_VERSION="17"' >opt/jdk-"$i"/release
    cp "$T/text" opt/jdk-"$i/$SECURITY"
done
chmod 600 opt/jdk-7/$SECURITY
setfacl -m u:1234:r opt/jdk-8/$SECURITY
setfattr -n user.note -v keep opt/jdk-9/$SECURITY opt/jdk-10/$SECURITY
[ "$(id -u)" != 0 ] || chown 0:2 opt/jdk-11/$SECURITY

# look: prints digest and metadata of all files.
look() {
    sha256sum opt/*/$SECURITY
    stat -c '%n %a %u:%g' opt/*/$SECURITY
    metadata opt/jdk-8/$SECURITY
    metadata opt/jdk-9/$SECURITY
    metadata opt/jdk-10/$SECURITY
}

# by_hand TAR ID [BASE]: puts back all files of a backup as the manual tells.
by_hand() {
    local tar=$1 id=$2 new=$T/new base

    shift 2
    mkdir "$new"
    cd "$STATE/backups" || exit
    for base; do
        mkdir "$new/$base"
        $tar -xpf "$base.tar" -C "$new/$base"
    done
    $tar -xpf "$id.tar" -C "$new"
    cd "$new" && rm -r [0-9]*
    find . -type f -exec cp -a --no-preserve=links {} "$R/{}" \;
    cd "$R" && rm -r "$new"
}

# try WANTED ID [BASE]: does it with both programs, and prints what differs.
try() {
    local wanted=$1 tar file

    shift
    for tar in "tar --acls --xattrs" bsdtar; do
        command -v "${tar%% *}" >/dev/null || continue
        for file in opt/*/"$SECURITY"; do
            echo "$file" >"$file"
        done
        chmod 666 opt/*/$SECURITY
        setfattr -x user.note opt/jdk-9/$SECURITY
        setfacl -b opt/jdk-8/$SECURITY
        by_hand "$tar" "$@"
        look | diff "$wanted" - | head -5
        find opt -name java.security -links +1
    done
}

look >"$T/vendors"
quietly -a anon
look >"$T/allowed"
quietly -r
quietly -a anon
quietly -r
mapfile -t ids < <(archives | sed 's,.*/,,; s,\.tar$,,')
echo "${#ids[@]} archives"
for file in $(archives); do
    size=$(stat -c %s "$file")
    [ "$size" -lt 250000 ] || echo "$file has $size bytes"
    echo "files: $(tar -tvf "$file" | grep -c '^-'), links: $(tar -tvf "$file" | grep -c ^h)"
done
try "$T/vendors" "${ids[0]}"
try "$T/allowed" "${ids[1]}"
try "$T/allowed" "${ids[2]}" "${ids[1]}"
echo '# what would be wrong fails'
tar -xpf "$(archives | head -1)" -C "$R" opt/jdk-20/$SECURITY 2>&1 | sed -E 's/[0-9]{6}-[^/]*/ID/'
tar -xpf "$(archives | tail -1)" -C "$R" opt/jdk-7/$SECURITY 2>&1 | sed -E 's/[0-9]{6}-[^/]*/ID/'
