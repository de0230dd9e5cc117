# SPDX-License-Identifier: MIT
# A file system that never answers is left out of every search, and told, unless it is named.
# valgrind: heavy, which is too slow for a time limit
need_root
need_mounts --processes
need timeout
[ -w /dev/fuse ] || skip "no /dev/fuse"

# dead DIRECTORY [TYPE [USER]]: mounts a file system there whose server never answers.
dead() {
    local fuse
    exec {fuse}<>/dev/fuse
    mkdir -p "$1"
    mount -i -t "${2-fuse}" -o "fd=$fuse,rootmode=40000,user_id=${3-65534},group_id=65534,allow_other" dead "$1"
}

# in_time COMMAND...: the command must end.
in_time() {
    local JSECPATCH=timeout
    jsec -s KILL 20 "$PROGRAM" --root "$R" "$@"
}
PROGRAM=$JSECPATCH

why=$(dead opt/dead 2>&1) || skip "no FUSE here: $why"
umount opt/dead
rm -r opt/sample-8 usr/lib/jvm
mkdir -p root/.jdks home/one/.gradle srv/link srv/real
printf 'root:x:0:0::/root:/bin/sh\none:x:65534:65534::/home/one:/bin/sh\n' >etc/passwd
printf 'rule.1.allow = anon\n' >etc/jsecpatch.conf
quietly --allow anon
dead opt/dead
mkdir -p mnt/dead
mount --bind opt/dead mnt/dead
dead home/one/.jdks fuse.fuse-overlayfs
ln -s /mnt/dead/jdk root/.jdks/linked
ln -s ../../../mnt/./dead home/one/.gradle/jdks
ln -s /mnt srv/link/dead
mkdir opt/linked
ln -s /srv/link/dead/dead/conf opt/linked/conf
echo "- a list"
in_time --list | grep -v '^  '
in_time --json --list | tr -d '\n ' | grep -o '"left_out":[^]]*.'
in_time --explain=TLS_DH_anon_WITH_AES_128_CBC_SHA | grep -v '^  '
echo "- changes"
in_time --allow NULL -q
in_time --restore -q
echo "- hooks"
in_time --suspend --from-hook apt
in_time --reapply --from-hook apt
in_time --reapply -q
grep -c result=ok "$STATE/hook-runs"
echo "- a scan"
in_time --scan=/ | grep -v '^  '
echo "- it was changed before"
mount -t tmpfs none srv/real
cp -r opt/sample-25 srv/real/jdk
quietly --allow NULL /srv/real/jdk
mount --bind opt/dead srv/real
in_time --list | grep -v '^  '
in_time --suspend --from-hook apt
echo "- something else is mounted over it"
mount -t tmpfs none mnt/dead
cp -r opt/sample-25 mnt/dead/jdk
in_time --list 2>&1 | grep mnt/dead
umount mnt/dead
echo "- what a user's file names"
list_home theirs anon,A 25
echo 'include /mnt/dead/more' >>"opt/theirs/$SECURITY"
echo 'JAVA_VERSION="25"' >opt/theirs/release
chown -R 65534:65534 opt/theirs
in_time --list | sed -n '/theirs/,/^[0-9]/p'
echo "- if it is named"
# asked COMMAND...: the command waits for an answer.
asked() {
    JSECPATCH=timeout jsec -s KILL 2 "$PROGRAM" --root "$R" "$@" 2>/dev/null
}
asked --list /opt/dead/jdk
ln -s /opt/dead/jdk srv/own
asked --list /srv/own
echo "- a user's link leads there"
dead home/one/m
ln -s /home/one/m/i home/one/jdk
chown -h 65534:65534 home/one home/one/jdk
in_time --list /home/one/jdk
in_time --scan=/home/one/jdk
echo "- what the file of a named install names"
echo 'include /home/one/m/i' >"opt/theirs/$SECURITY"
in_time --list /opt/theirs
echo 'rule.2.target = /opt/theirs
rule.2.allow = NULL' >>etc/jsecpatch.conf
quietly --suspend /opt/sample-25
in_time --reapply --from-hook apt
in_time --list /opt/sample-25 | head -1
rm -r opt/theirs
for target in /home/one/jdk /home/one/m; do
    echo "- the policy names $target"
    sed -i "s,^rule.2.target.*,rule.2.target = $target," etc/jsecpatch.conf
    in_time --list | grep -e '^/' -e '/one/m' -e rule.2
    in_time --list /opt/sample-25 | head -1
    in_time --hook status | head -1
    in_time --allow NULL -q /opt/sample-25
    in_time --restore -q /opt/sample-25
    in_time --reapply --from-hook apt
    in_time --list /opt/sample-25 | head -1
    in_time --forget /opt/gone --dry-run | grep -v '^[-+ ]'
done
echo "- the policy names what root has mounted"
dead opt/roots fuse 0
sed -i 's,^rule.2.target.*,rule.2.target = /opt/roots/jdk,' etc/jsecpatch.conf
asked --list
in_time --list /opt/sample-25 | head -1
mkdir home/one/sub
dead home/one/sub/roots fuse 0
chown 65534 home/one/sub
sed -i 's,^rule.2.target.*,rule.2.target = /home/one/sub/roots/jdk,' etc/jsecpatch.conf
in_time --list | grep -e '^/' -e rule.2
sed -i /rule.2/d etc/jsecpatch.conf
echo "- where a process has it"
waiting_programs
cp -r opt/sample-25 opt/jvm
mkdir -p opt/jvm/lib/server
cp "$library" opt/jvm/lib/server/libjvm.so
printf 'echo >"$0.ready"; read -r _ <&3\necho >&3\n' >"$T/wait"
unshare --mount sh -c 'mount --bind "$1/opt/dead" "$1/opt/jvm/conf"; LD_PRELOAD="$2" exec bash "$3"' \
    sh "$R" "$R/opt/jvm/lib/server/libjvm.so" "$T/wait" &
until [ -e "$T/wait.ready" ]; do sleep 0.01; done
timeout -s KILL 20 "$JSECPATCH" --list --state-dir "$T/none" --policy "$T/none" >/dev/null 2>&1
echo "=> $?"
