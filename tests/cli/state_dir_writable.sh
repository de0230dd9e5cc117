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
echo "- a sticky directory: others can make the lock and the records first"
mkdir -m 1777 "$T/sticky"
: >"$T/sticky/suspended"
chown 65534 "$T/sticky/suspended"
refused jsec --root "$R" --state-dir "$T/sticky" -a anon
refused jsec --root "$R" --state-dir "$T/sticky" --backups
echo "- another user's files in root's directory"
chmod 755 "$STATE/backups"
j -q -a anon --remember
way=disallow
for file in "$STATE"/{lock,history,hook-runs,overrides,suspended} "$STATE"/backups/*.tar; do
    echo "- ${file##*/}" | sed 's/^- [0-9].*/- an archive/'
    touch "$file"
    for change in "chown 65534" "chmod 620"; do
        chown 0 "$file"
        chmod 600 "$file"
        $change "$file"
        for run in "--reapply --from-hook apt" "--$way anon"; do
            # shellcheck disable=SC2086
            j $run >"$T/said" 2>&1
            sed -n "s/.*others can/$run: &/p" "$T/said"
        done
        [ $way = disallow ] && way=allow || way=disallow
    done
    chown 0 "$file"
    chmod 600 "$file"
done
echo file >"$T/file"
refused j --state-dir "$T/file" -a anon
