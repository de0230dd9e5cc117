# SPDX-License-Identifier: MIT
# Reports a damaged backup once, with what to do. Names it if another backup was used
# instead.
need_users
flip() { printf 'x' | dd of="$1" bs=1 seek=4000 conv=notrunc 2>/dev/null; }
quietly -a anon /opt/sample-8
quietly -a NULL /opt/sample-8
flip "$(archives | tail -1)"
echo "# it says nothing of the others, as far as is known"
j --restore | grep -v '^  \(in\|backup\) '
j --restore -q /opt/sample-25
echo "# its file is put back from the other one"
quietly -a NULL /opt/sample-8
j --restore /opt/sample-8 | grep -v '^  \(in\|backup\) '
cmp opt/sample-8/jre/lib/security/java.security \
    "$SOURCE_ROOT/samples/root/opt/sample-8/jre/lib/security/java.security"
echo "# moved away, it is forgotten"
rm "$(archives | sed -n 2p)"
j --restore -q
echo "# a user does not know what root did"
quietly -a anon /opt/sample-8
mkdir "$T/user" && chown 65534:65534 "$T/user"
user j --state-dir "$T/user/state" --restore /opt/sample-8
user j --state-dir "$T/user/state" --restore | grep -A3 sample-8
