# SPDX-License-Identifier: MIT
# While dpkg has unpacked a package and not configured it, nothing changes the old file.
file=etc/sample-17/security/java.security
mkdir -p var/lib/dpkg
state() {
    printf 'Package: sample-17\nStatus: install ok %s\nArchitecture: all\nVersion: 2\nConffiles:\n /%s %032d\n' \
        "$1" "$file" 0 >var/lib/dpkg/status
}
quietly --allow anon --remember
sed 's/SSLv3, /SSLv3, NEWER, /' "$SOURCE_ROOT/samples/root/$file" >"$T/newer"
cp "$T/newer" "$file.dpkg-new"
for now in unpacked half-configured; do
    state $now
    echo "- by hand, $now: refused"
    j --allow NULL /usr/lib/jvm/sample-17
    j --disallow anon /usr/lib/jvm/sample-17 --json | grep -oE "=> .|half-updated|\"success\": [a-z]*"
    j --list /usr/lib/jvm/sample-17 | grep note
done
echo "- after --suspend it stays the vendor's: for hooks that is in order while dpkg works"
j --suspend -q
# Else systemd's hook waits a minute: a package manager may not have taken its lock yet.
suspended=var/lib/jsecpatch/suspended
first=$(head -n 1 $suspended)
sed -E '1d; s/20[0-9]{2}-([0-9]{2}-[0-9]{2}T)/2001-\1/' $suspended >"$T/rest"
digest=$(sha256sum <"$T/rest")
{ echo "${first:0:-64}${digest:0:64}" && cat "$T/rest"; } >$suspended
for hook in apt dpkg systemd; do
    j --reapply --from-hook $hook | sed 's/; processes that could not.*//'
    cmp "$file" "$SOURCE_ROOT/samples/root/$file"
done
j --hook status | grep -oE '^(dpkg|systemd) .*(ok|failed).*' | sed -E 's/20[^ ]*Z/TIME/g; s/ +/ /g; s/; processes that could not.*//'
j --reapply
echo "- once it is configured, all is made again in the new file"
mv "$file.dpkg-new" "$file"
state installed
j --reapply --from-hook dpkg
list_line "$file"
echo "- what an old run has left does not count, and --force goes on"
cp "$T/newer" "$file.dpkg-new"
j -q --allow NULL /usr/lib/jvm/sample-17
state half-installed
j -q --disallow NULL /usr/lib/jvm/sample-17
j -q --force --disallow NULL /usr/lib/jvm/sample-17
echo "- what gives the vendor's file back is always possible"
j -q --restore /usr/lib/jvm/sample-17
cmp "$file" "$T/newer"
