# SPDX-License-Identifier: MIT
# Refuses to keep backups where others can write.
need_root
mkdir -p var/lib
chmod 777 var/lib
refused j -a anon
chmod 755 var/lib
mkdir -p "$STATE/backups"
chmod 777 "$STATE/backups"
refused j -a anon
mkdir "$T/mine"
chown 65534 "$T/mine"
refused jsec --root "$R" --state-dir "$T/mine" -a anon
echo file >"$T/file"
refused j --state-dir "$T/file" -a anon
