# SPDX-License-Identifier: MIT
# Root does not trust a file system that a user's program makes up, whomever its files belong
# to. One that root has mounted is as good as its modes.
need_root
[ -w /dev/fuse ] || skip "no FUSE here"
need_mounts
need python3
list_home made anon,A
echo 'rule.1.allow=anon' >opt/made/policy.conf
mkdir "$T/made"
cp -a opt/made/. "$T/made"
# mounted_by USER COMMAND...: with opt/made mounted by that user
mounted_by() {
    local pid

    rm -f "$T/ready"
    "$HERE/fusefs.py" "$T/made" "$R/opt/made" "$1" >"$T/ready" 2>&1 &
    pid=$!
    for _ in $(seq 100); do
        ! grep -q . "$T/ready" || break
        sleep 0.1
    done
    grep -q READY "$T/ready" || skip "no FUSE mounts here: $(tail -1 "$T/ready")"
    "${@:2}"
    umount "$R/opt/made"
    wait $pid
}

both() {
    jsec_here -n -a anon "$R/opt/made"
    silently --policy "$R/opt/made/policy.conf" --reapply -n -q
    echo "reapply: $?"
}

for user in 65534 0; do
    echo "# mounted by $user"
    mounted_by $user both
done
