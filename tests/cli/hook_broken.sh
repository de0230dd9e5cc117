# SPDX-License-Identifier: MIT
# A hook that is installed and does not work is not in place, and says why.
machine /usr/bin/dpkg /usr/bin/unattended-upgrade
quietly --allow anon --remember
quietly --hook install dpkg
# Prints what the actions say of the hook.
hooks() {
    j --hook status | grep -A1 '^dpkg '
    j --list -v | grep -E '^(hook|Warning)'
    on_terminal 200 | grep -o 'hooks: .*' | sed 's/\. Details.*//'
    document --root "$R" | python3 -c 'import json, sys
d = json.load(sys.stdin)
print(d["hooks_in_place"], [(h["name"], h["state"], [n["code"] for n in h["notes"]]) for h in d["hooks"]],
      sorted(w["code"] for w in d["warnings"] if "hook" in w["code"]))'
}
need python3
hooks
echo "- its program cannot be executed"
chmod 644 "$R$BINDIR/jsecpatch"
hooks
j --allow NULL --remember | grep hook
echo "- its program is gone"
rm "$R$BINDIR/jsecpatch"
hooks
echo "- its program is there again, and the last run failed"
machine
seal hook-runs <<'END'
dpkg.suspend.time=2026-11-25T10:00:00Z
dpkg.suspend.result=ok
dpkg.reapply.time=2026-11-25T10:00:05Z
dpkg.reapply.result=failed
dpkg.reapply.message=no
END
hooks
echo "- the next one did not"
sed -i 1d "$STATE/hook-runs"
sed 's/05Z/06Z/; s/failed/ok/' "$STATE/hook-runs" >"$T/runs"
seal hook-runs <"$T/runs"
hooks | grep -v '^\['
echo "- its script cannot be executed; to install it again mends that"
machine /usr/bin/zypper /usr/bin/dnf5
quietly --hook install
chmod a-x usr/lib/zypp/plugins/commit/jsecpatch
j --hook status zypper
j --hook install zypper
echo "- its plugin is switched off"
plugin=etc/dnf/libdnf5-plugins/actions.conf
echo 'enabled=1' >$plugin
j --hook status zypper
j --hook status dnf5
printf '[main]\nenabled = False\n' >$plugin
j --hook status dnf5
need_root
echo "- others can change its file, or its directory"
machine /usr/bin/dpkg
quietly --hook install dpkg
file=etc/dpkg/dpkg.cfg.d/jsecpatch
for way in "chmod 666 $file" "chown 65534 $file" "chmod 777 ${file%/*}"; do
    $way
    j --hook status dpkg
    chmod 644 $file
    chown 0 $file
    chmod 755 ${file%/*}
done
j --hook status dpkg
echo "- others can replace its program"
chown 65534 "$R$BINDIR/jsecpatch"
hooks
echo "- how the last run went is known to root only"
need_users
chown 0 "$R$BINDIR/jsecpatch"
user j --hook status dpkg
