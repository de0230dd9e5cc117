# SPDX-License-Identifier: MIT
# Before jsecpatch is uninstalled: its hooks go, and it says which files stay changed, and how
# to go back.
need_root
machine /usr/bin/dpkg /usr/lib/systemd/systemd
j --prepare-removal --dry-run
quietly --allow anon --remember
quietly --hook install
override_home 17 'anon, NULL'
quietly --emit-override /etc/anon.security --allow NULL /opt/17
echo "- a dry run changes nothing"
refused j --prepare-removal --dry-run
echo "- a file that another program changed is its own, and a hook that was changed goes"
echo '# edited' >>opt/sample-8/jre/lib/security/java.security
echo '# edited' >>etc/dpkg/dpkg.cfg.d/jsecpatch
j --prepare-removal
find . -path ./var -prune -o -name '*jsecpatch*' -print
echo "- again, and as JSON"
j --prepare-removal -q
document --root "$R" --prepare-removal | grep -E '^  "(action|changed|failed|msg)"|removal"|"(file|state|patched)"'
echo "- a list that cannot be read: not known, and no reason to stay"
mv opt/sample-8/jre/lib/security/java.security "$T/away"
mkdir opt/sample-8/jre/lib/security/java.security
j --prepare-removal
rmdir opt/sample-8/jre/lib/security/java.security
mv "$T/away" opt/sample-8/jre/lib/security/java.security
echo "- the way back by hand"
archive=$R$(j --prepare-removal | sed -n "s/.*vendor's file is in //p" | head -1)
mkdir "$T/new" && tar -xpf "$archive" -C "$T/new"
cmp "$T/new/etc/sample-17/security/java.security" \
    "$SOURCE_ROOT/samples/root/etc/sample-17/security/java.security" && echo "the vendor's file"
