# SPDX-License-Identifier: MIT
# What only root can change ends it, too: owners, and what is mounted where.
need_root
need_mounts
vendor=$SOURCE_ROOT/samples/root/opt/sample-25
printf 'rule.1.allow = anon\n' >etc/jsecpatch.conf
mkdir -p opt/ram
quietly --reapply

a_nothing() { :; }
a_note_of_a_user() { chown 65534 var/lib/jsecpatch/settled; }
a_note_for_all() { chmod 666 var/lib/jsecpatch/settled; }
b_policy_for_all() { chmod 666 etc/jsecpatch.conf; }
b_directory_for_all() { chmod 777 opt; }
b_owner() { chown 65534 opt/sample-25/conf; }
b_owner_of_file() { chown 65534 opt/sample-25/$SECURITY; }
c_mounted_over() { mount -t tmpfs none opt/sample-25; }
c_other_home() {
    cp -r "$vendor" "$T/home-25"
    mount --bind "$T/home-25" opt/ram
}
c_other_directory() {
    cp -r "$vendor/conf" "$T/conf"
    mount --bind "$T/conf" opt/sample-25/conf
}
c_other_file() {
    cp "$vendor/$SECURITY" "$T/file"
    mount --bind "$T/file" opt/sample-25/$SECURITY
}

mapfile -t names < <(compgen -A function | grep -E '^[abc]_')
settled_trees "${names[@]}"
for name in "${names[@]}"; do
    hook_says "$name" | grep -q '^nothing has changed' || echo "$name: does not end early"
    (cd "$T/trees/$name" && $name)
    echo "$name: $(hook_says "$name")"
    sed 's/^/! /' "$T/stderr"
done
[ "$(stat -c %u "$T/trees/a_note_of_a_user/var/lib/jsecpatch/settled")" = 0 ] ||
    echo "the note is still the user's"
echo "# a file system whose times tell nothing"
mount -t ramfs none "$T/trees/a_nothing/opt/ram" || skip "no ramfs here"
cp -r "$vendor/." "$T/trees/a_nothing/opt/ram"
hook_says a_nothing
sleep 2.1
hook_says a_nothing
hook_says a_nothing
