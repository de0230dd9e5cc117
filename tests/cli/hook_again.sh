# SPDX-License-Identifier: MIT
# Hooks are renewed after an update of jsecpatch: those that are there, and no others.
need_root
machine /usr/bin/dpkg /usr/lib/systemd/systemd
j --hook renew
quietly --hook install
quietly --hook remove systemd
echo "- an older text, which an older version recorded"
grep -v '^post' etc/dpkg/dpkg.cfg.d/jsecpatch >"$T/older"
cp "$T/older" etc/dpkg/dpkg.cfg.d/jsecpatch
sed "1d; s/=[0-9a-f]\{64\}/=$(sha256sum <"$T/older" | cut -d' ' -f1)/" "$STATE/hooks" >"$T/hooks"
seal hooks <"$T/hooks"
j --hook renew --dry-run
j --hook renew
j --hook renew
j --hook status | grep -E '^(dpkg|systemd)'
echo "- one that was changed by hand stays"
echo '# mine' >>etc/dpkg/dpkg.cfg.d/jsecpatch
refused j --hook renew
j --hook renew nonsense
