# SPDX-License-Identifier: MIT
# A restore gives nobody rights to the file that they do not have by now.
need tar setfattr getfattr
need_users
need_xattrs
file=opt/theirs/$SECURITY
rights() {
    stat -c '%u:%g %a' "$file"
    getfacl -npc "$file" | grep '^user:.'
    getfattr -m security.capability --only-values "$file" | od -An -tx1
}
theirs() {
    rm -rf opt/theirs
    list_home theirs anon,A
    chown -R 65534:65534 opt/theirs
}
roots() {
    chown -R 0:0 opt/theirs
    chmod 644 "$file"
    setfacl -b "$file"
}

# changed_then CHANGE BACK...: what a restore without and with --force leaves.
changed_then() {
    local force

    echo "# $*"
    for force in "" --force; do
        theirs
        $1 "$file"
        j -q -a anon --force /opt/theirs
        "${@:2}"
        # shellcheck disable=SC2086
        j -r $force /opt/theirs | grep -e note: -e restored
        rights
    done
}

changed_then "chown 65534:65534" roots
changed_then "chmod 664" chmod 644 $file
changed_then "chmod 646" chmod 644 $file
changed_then "setfacl -m u:65533:rw" setfacl -b $file
changed_then "setfacl -m u:65533:r" setfacl -b $file
closed() {
    setfacl -b "$file"
    chmod "$1" "$file"
}
changed_then "setfacl -m u:65533:r" closed 600
changed_then "setfacl -m g:65533:r" setfacl -x g:65533 $file
changed_then true chmod 600 $file
changed_then true chmod 640 $file
changed_then "chmod 640" chgrp 65533 $file
changed_then "chmod 644" setfacl -m u:65533:- $file
changed_then "chmod 600" chmod 400 $file
changed_then "chmod 4755" chmod 755 $file
changed_then "chmod 4755" true
changed_then "setfattr -n security.capability -v 0x0100000200000020000000000000000000000000" \
    setfattr -x security.capability $file
echo '# suspended and applied again'
theirs
j -q -a anon --remember /opt/theirs
roots
j -q --suspend
rights
j -q --reapply
rights
echo '# an archive'
theirs
mkdir u
(cd opt && make_tar ../u/jdk.tar theirs)
chown -R 65534:65534 u
j -q -a anon /u/jdk.tar
chown -R 0:0 u
j -r /u/jdk.tar
stat -c '%u %a' u/jdk.tar
