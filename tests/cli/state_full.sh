# SPDX-License-Identifier: MIT
# Changes nothing if there is no space for the backup.
need_mounts
mkdir -p "$STATE"
mount -t tmpfs -o size=64k,mode=755 none "$STATE"
cat /dev/zero >"$STATE/filler" 2>/dev/null
refused j -a anon
n_backups
find "$STATE" -mindepth 1 ! -name filler -printf '%P\n' | sort
rm "$STATE/filler"
quietly -a anon
n_backups
