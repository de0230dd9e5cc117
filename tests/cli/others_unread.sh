# SPDX-License-Identifier: MIT
# Root does not read an install that others can change unless it is named: it has no part in
# the result. A list shows it with the rights of its owner.
# valgrind: heavy, under strace
need_users
need_strace
security=opt/users/$SECURITY
list_home users anon,A
chown -R 65534:65533 opt/users

# opened COMMAND...: prints which files of the install a run opens.
opened() {
    strace -f -y -qq -e trace=open,openat,openat2 -o "$T/trace" "$JSECPATCH" --root "$R" -q "$@" \
        >/dev/null 2>&1 </dev/null
    grep -v O_PATH "$T/trace" | grep -oE '= [0-9]+<.*/(java.security|release)>' |
        sed 's#.*/##; s#>##' | sort
}

rm -r opt/sample-* usr/lib/jvm
echo "- opened without its name: by a change, by a hook, by a list"
opened --allow anon
printf 'rule.1.allow = anon\n' >etc/jsecpatch.conf
opened --suspend --from-hook apt
opened --reapply --from-hook apt
opened --list
echo "- its errors are not those of the run"
cp -r "$SOURCE_ROOT/samples/root/opt/sample-25" opt
echo 'jdk.tls.disabledAlgorithms=a\u00' >"$security"
j --allow anon -v | sed '/^  [^sn]/d'
j --reapply --from-hook apt
grep 'apt.reapply.result' "$STATE/hook-runs"
j --list | grep -A3 users
on_terminal 120 --list | grep -v '^The file'
j --explain=TLS_DH_anon_WITH_AES_128_CBC_SHA
document --root "$R" --explain=TLS_DH_anon_WITH_AES_128_CBC_SHA |
    tr -d ' \n' | grep -oE '"state":"[a-z]+"'
j --allow NULL opt/users
echo "- nor is what only root can read of it"
list_home users anon,A
chown 0:0 "$security"
chmod 600 "$security"
j --list | grep -A3 users
chown 65534 "$security"
chmod 000 "$security"
j --list | grep -A3 users
echo "- nor is it read if it is large"
chmod 600 "$security"
head -c 1050000 /dev/zero | tr '\0' '#' >>"$security"
j --list | grep -A3 users
j --allow A --dry-run opt/users | grep '^[+-]'
echo "- a hook does not watch it"
machine systemctl "${ALL[@]}"
j --hook install systemd -q
grep -rh PathChanged=/opt/ etc/systemd usr/lib/systemd
