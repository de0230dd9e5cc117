# SPDX-License-Identifier: MIT
# Where nothing has changed since a hook found nothing to do, its next run ends early; after any
# change it looks at everything, and does its work.
vendor=$SOURCE_ROOT/samples/root/opt/sample-25/$SECURITY
home inc 25.0.3 <<'END'
jdk.tls.disabledAlgorithms=SSLv3, anon
include own/tls.properties
END
mkdir opt/inc/conf/security/own
echo 'jdk.tls.disabledAlgorithms=NULL, anon' >opt/inc/conf/security/own/tls.properties
override_home jre 'SSLv3, anon, NULL'
mkdir -p etc/other root
cp etc/sample-17/security/java.security etc/other
printf 'root:x:0:0::/root:/bin/sh\n' >etc/passwd
printf 'rule.1.allow = anon\n' >etc/jsecpatch.conf
quietly --emit-override /etc/x -a NULL /opt/jre
quietly --reapply

# Each in a tree of its own; they start with a letter that keeps them in this order.
a_nothing() { :; }
a_read() { cat opt/sample-25/$SECURITY >/dev/null; }
b_same_size_and_time() {
    touch -r opt/sample-25/$SECURITY "$T/time"
    sed 's/=SSLv3, /=anon,  /' opt/sample-25/$SECURITY >"$T/bytes"
    cat "$T/bytes" >opt/sample-25/$SECURITY
    touch -r "$T/time" opt/sample-25/$SECURITY
}
b_renamed_over() { cp "$vendor" "$T/bytes" && mv "$T/bytes" opt/sample-25/$SECURITY; }
b_new_name() { ln opt/sample-25/$SECURITY other; }
c_new_home() { R=$PWD home new 21.0.1 <"$vendor"; }
c_new_home_of_user() { mkdir -p root/.jdks && mv opt/sample-8 root/.jdks; }
c_new_user() {
    mkdir -p srv/me && echo 'me:x:1:1::/srv/me:/bin/sh' >>etc/passwd
    mkdir srv/me/.jdks && mv opt/sample-8 srv/me/.jdks
}
c_home_gone() { rm -r opt/sample-8; }
d_link() { ln -sfn /etc/other/java.security usr/lib/jvm/sample-17/$SECURITY; }
d_link_to_home() { ln -sfn inc opt/link; }
d_directory() {
    mv opt/sample-25/conf opt/sample-25/conf.old
    mkdir -p opt/sample-25/conf/security && cp "$vendor" opt/sample-25/$SECURITY
}
d_release() { echo 'JAVA_VERSION="21.0.1"' >opt/sample-25/release; }
e_policy() { echo 'rule.1.allow = anon, DES' >etc/jsecpatch.conf; }
e_policy_mode() { chmod 600 etc/jsecpatch.conf; }
e_policy_gone() { rm etc/jsecpatch.conf etc/x; }
f_included() {
    echo 'jdk.tls.disabledAlgorithms=NULL, anon, RC4' >opt/inc/conf/security/own/tls.properties
}
f_override_file() { echo '# mine' >>etc/x; }
f_override_gone() { rm etc/x; }
f_override_base() { sed -i 's/SSLv3/&, RC4/' opt/jre/$SECURITY; }
f_override_record() { sed -i 's/^allow=NULL/allow=SSLv3/' var/lib/jsecpatch/overrides; }
g_suspended() { "$JSECPATCH" --root "$PWD" --suspend --from-hook apt </dev/null; }
g_leftover() { : >opt/sample-25/conf/security/.jsecpatch-0123456789abcdef.tmp; }
g_unfinished() { : >etc/sample-17/security/java.security.dpkg-new; }
g_waiting() { cp "$vendor" opt/sample-25/$SECURITY.dpkg-dist; }
h_own_change() { "$JSECPATCH" --root "$PWD" -q -d anon /opt/sample-8 </dev/null >"$T/out" 2>&1; }
h_own_restore() { "$JSECPATCH" --root "$PWD" -q -r </dev/null >"$T/out" 2>&1; }
h_backup_gone() { rm var/lib/jsecpatch/backups/*.tar; }
h_backup_changed() { for it in var/lib/jsecpatch/backups/*.tar; do echo >>"$it"; done; }
h_redo() { echo x >var/lib/jsecpatch/backups/redo.tar; }
i_note_cut() { truncate -s -20 var/lib/jsecpatch/settled; }
i_note_line_less() { sed -i '$d' var/lib/jsecpatch/settled; }
i_note_line_more() { echo '- /nowhere' >>var/lib/jsecpatch/settled; }
i_note_empty() { : >var/lib/jsecpatch/settled; }
i_note_garbage() { head -c 9999 "$JSECPATCH" >var/lib/jsecpatch/settled; }
i_note_circumstances() { sed -i '1s/^./x/' var/lib/jsecpatch/settled; }
i_note_gone() { rm var/lib/jsecpatch/settled; }
i_note_link() { mv var/lib/jsecpatch/settled x && ln -s /x var/lib/jsecpatch/settled; }
i_note_directory() { rm var/lib/jsecpatch/settled && mkdir var/lib/jsecpatch/settled; }

mapfile -t names < <(compgen -A function | grep -E '^[a-i]_')
settled_trees "${names[@]}"
for name in "${names[@]}"; do
    hook_says "$name" | grep -q '^nothing has changed' || echo "$name: does not end early"
    (cd "$T/trees/$name" && $name)
    # What was changed just now may change again in the same moment: that leaves no note.
    echo "$name: $(hook_says "$name"); then: $(hook_says "$name")"
    left_to_do "$name"
done
find "$T/trees" -name '*.tmp'
echo "# after a while"
sleep 2.1
for name in b_same_size_and_time c_new_home g_suspended h_own_change g_waiting h_redo f_override_file; do
    echo "$name: $(hook_says $name); then: $(hook_says $name)"
done
echo "# not those of systemd, and not with more options"
again() {
    "$JSECPATCH" --root "$T/trees/a_nothing" --reapply --from-hook "$@" </dev/null
    grep -E "^$1.*message" "$T/trees/a_nothing/var/lib/jsecpatch/hook-runs"
}
again systemd
again apt
for option in --force --adopt-vendor --dry-run /opt/sample-25 --scan=/opt; do
    again apt "$option"
done
again apt
