# SPDX-License-Identifier: MIT
# Prints how the last run of each phase ended. Names damaged records.
machine /usr/bin/dpkg /usr/lib/systemd/systemd
quietly --hook install
seal hook-runs <<'EOF'
apt.suspend.time=2026-11-25T10:00:00Z
apt.suspend.result=ok
apt.reapply.time=2026-11-25T10:00:05Z
apt.reapply.result=failed
apt.reapply.message=/etc/java: cannot überall\u001b[2J: no
systemd.reapply.time=2026-11-25T11:00:00Z
systemd.reapply.result=ok
pacman.suspend.result=ok
nonsense
EOF
j --hook status | grep -E '^(dpkg|systemd|pacman)'
j --quiet --hook status
echo "-- a hook that is removed has no results"
quietly --hook remove systemd
grep -c '^systemd' "$STATE/hook-runs"
quietly --hook install systemd
j --hook status | grep '^systemd'
echo "-- damaged"
cp "$STATE/hook-runs" "$T"
echo 'apt.suspend.time=2026' >>"$STATE/hook-runs"
j --hook status
echo 'rule.1.allow = anon' >etc/jsecpatch.conf
j --reapply --from-hook apt
refused j --hook remove dpkg
cp "$T/hook-runs" "$STATE"
truncate -s -1 "$STATE/hooks"
refused j --hook status
refused j --hook remove
: >"$STATE/hooks"
refused j --hook remove
rm "$STATE/hooks"
quietly --hook install dpkg --force
quietly --hook remove dpkg
