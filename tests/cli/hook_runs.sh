# SPDX-License-Identifier: MIT
# Prints how the last run of each phase ended.
machine /usr/bin/apt-get /usr/lib/systemd/systemd
quietly --hook install
cat >"$STATE/hook-runs" <<'EOF'
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
j --hook status | grep -E '^(apt|systemd|pacman)'
j --quiet --hook status
echo "-- damaged"
echo 'apt.suspend.time=\u00' >>"$STATE/hook-runs"
j --hook status | grep -E '^(apt|systemd|pacman)'
echo 'apt.file./etc/apt=\u00' >>"$STATE/hooks"
refused j --hook status
refused j --hook remove
