# SPDX-License-Identifier: MIT
# Root ignores a policy that others can write. A user has a policy of his own.
without_log
need_users
printf 'rule.1.allow = anon\n' >etc/jsecpatch.conf
chmod 666 etc/jsecpatch.conf
refused j --reapply
chmod 644 etc/jsecpatch.conf
chown 65534 etc/jsecpatch.conf
refused j --reapply
chown 0 etc/jsecpatch.conf
chmod 777 etc
refused j --reapply
chmod 755 etc
ln -sf "$R/etc/jsecpatch.conf" "$T/policy"
chown -h 65534 "$T/policy"
refused jsec --root "$R" --policy "$T/policy" --reapply
echo "# trusted"
j --reapply -q
quietly --restore
echo "# a user's"
mkdir -p "$HOME/jre/conf/security"
cp opt/sample-25/release "$HOME/jre"
cp opt/sample-25/$SECURITY "$HOME/jre/$SECURITY"
chown -R 65534:65534 "$HOME"
user jsec -a anon --remember -q "$HOME/jre"
grep ^rule "$HOME/.config/jsecpatch.conf" | sed "s#$T#T#"
XDG_CONFIG_HOME=$HOME/conf user jsec -a anon --remember -q "$HOME/jre"
stat -c '%a %u %n' "$HOME/conf" "$HOME/conf/jsecpatch.conf" | sed "s#$T#T#"
