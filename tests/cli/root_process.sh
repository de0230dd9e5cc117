# SPDX-License-Identifier: MIT
# In the root of a process nothing of this machine's own is changed without --force, nor
# anything where another user chose the mounts.
without_log
need_users
need_mounts
need python3

cat >"$T/pause.py" <<'END'
import os, signal, sys
path, root, user = sys.argv[1:]
ready = os.open(path, os.O_WRONLY)
os.chroot(root)
os.setuid(int(user))
os.close(ready)
signal.pause()
END

# begin DIR COMMAND...: runs a process until it has the root directory DIR
begin() {
    local dir=$1

    shift
    mkfifo -m 666 "$T/ready"
    "$@" &
    pid=$!
    cat "$T/ready"
    rm "$T/ready"
    [ "$(readlink "/proc/$pid/root")" = "$dir" ] || # else it would be the machine's
        skip "the tests run in a root directory of their own"
}

# start MOUNTS DIR COMMAND...: begins one in namespaces of COMMAND with these mounts
start() {
    local mounts=$1 dir=$2

    shift 2
    begin "$dir" "$@" --mount --propagation private bash -c "
        $mounts
        exec python3 $T/pause.py $T/ready $dir 0"
}

# enter DIR USER COMMAND...: begins one of this user in our mount namespace
enter() {
    local dir=$1 user=$2

    shift 2
    begin "$dir" "$@" python3 "$T/pause.py" "$T/ready" "$dir" "$user"
}

finish() {
    kill $pid
    wait $pid 2>/dev/null || true
}

# jr OPTION...: works in the root of that process
jr() {
    jsec --root "/proc/$pid/root" "$@" | sed "s,/proc/$pid/,/proc/PID/,g; s,$T,T,g" |
        grep -vE '^  (blocks|according|15 cipher)|^Warning|^A Java|^No running|^$'
}

# Prints what of the machine's files has changed, and puts it back.
vault() {
    (cd "$T/vault" && find . -type f -exec md5sum {} + -o -printf '%p\n' | sort) >"$T/now"
    if [ ! -e "$T/before" ]; then
        mv "$T/now" "$T/before"
        cp -a "$T/vault" "$T/copy"
    elif cmp -s "$T/before" "$T/now"; then
        echo "the machine's own files are as before"
    else
        echo "CHANGED: the machine's own files"
        rm -rf "$T/vault"
        cp -a "$T/copy" "$T/vault"
    fi
}

image=$T/image
mkdir -p "$T/vault/state" "$image"/{opt,etc,private,var/lib/jsecpatch}
list_home jre 'SSLv3, anon'
for name in opt/own opt/mounted opt/dir private/jre; do
    cp -a "$R/opt/jre" "$image/$name"
done
cp "$R/opt/jre/$SECURITY" "$T/vault/file"
chmod 600 "$T/vault/file"
cp -a "$R/opt/jre" "$T/vault/jre"
echo 'rule.1.allow=anon' >"$T/vault/policy"
vault

echo "== its root directory is ours"
# Not even wrong code can change a Java of this machine here: it would have to be named.
mount -t tmpfs none /var/lib
start "mount --bind $T/vault/file $R/opt/jre/$SECURITY" / unshare
jr --dry-run --allow anon
jr --allow anon "$R/opt/jre"
jr --list "$R/opt/jre"
vault
finish
echo "== a user has made the mounts"
user=(setpriv --reuid=65534 --regid=65534 --clear-groups unshare --user --map-root-user)
"${user[@]}" --mount true 2>/dev/null || skip "users cannot make namespaces here"
start "mount --bind $T/vault/jre $image/opt/dir" "$image" "${user[@]}"
jr --allow anon /opt/dir
jr --hook install
jr --list /opt/dir
vault
jr --allow anon --force /opt/dir
vault
finish
echo "== root has made them"
start "
    mount --bind $T/vault/file $image/opt/mounted/$SECURITY
    mount --bind $T/vault/jre $image/opt/dir
    cp -a $image/private $T/own
    mount -t tmpfs none $image/private
    cp -a $T/own/. $image/private" "$image" unshare
for home in opt/mounted opt/dir private/jre opt/own; do
    jr --allow anon "/$home"
done
jr --list /opt/mounted
jr --allow SSLv3 --scan=/
jr --emit-override /opt/dir/override --allow anon /opt/own
ln -s "/proc/$pid/root" "$T/link"
for root in "/proc/$pid/root/opt/dir" "$T/link"; do
    jsec --root "$root" --allow anon | sed "s,/proc/$pid/,/proc/PID/,g; s,$T,T,g"
done
vault
echo "-- its paths, without --root, are not ours"
for path in "/proc/$pid/root$R/opt/jre" "/proc/$pid/root/opt/own"; do
    jsec --state-dir "$T/other" --policy "$T/none" --allow SSLv3 "$path" |
        sed "s,/proc/$pid/,/proc/PID/,g; s,$T,T,g"
done
jr --allow anon --force /opt/mounted
vault
finish
echo "== its state and policy are ours"
start "mount --bind $T/vault/state $image/var/lib/jsecpatch" "$image" unshare
jr --disallow NULL /opt/own
jr --hook install
finish
: >"$image/etc/jsecpatch.conf"
start "mount --bind $T/vault/policy $image/etc/jsecpatch.conf" "$image" unshare
jr --reapply
jr --disallow NULL --remember /opt/own
finish
vault
echo "== a user has made a directory of this machine its root directory"
mkdir -p "$T/vault/tree/opt"
cp -a "$R/opt/jre" "$T/vault/tree/opt/jre"
rm "$T/before"
rm -r "$T/copy"
vault
enter "$T/vault/tree" 0 "${user[@]}"
jr --allow anon
jr --allow anon /opt/jre
(cd /proc && jsec --root "$pid/root" --allow anon /opt/jre) | sed "s,$pid/,PID/,g"
jr --list /opt/jre
vault
finish
echo "== root has, for a program of that user"
enter "$T/vault/tree" 65534 env
jr --allow anon /opt/jre
finish
vault
