# SPDX-License-Identifier: MIT
# Patches each kind of archive, changes nothing else in it, and restores it byte for byte.
need tar gzip bzip2 xz zstd zip unzip
make_archives tar tar.gz tar.bz2 tar.xz tar.zst zip
umask 077
for kind in tar tar.gz tar.bz2 tar.xz tar.zst zip; do
    file=srv/jdks.$kind
    echo "== $kind"
    cp -p "$file" "$T/old"
    members "$file" >"$T/members"
    silently -a anon "/$file" || cat "$T/stdout"
    members "$file" | diff "$T/members" - || echo "other members"
    unpack "$file" "$T/unpacked"
    diff -r opt "$T/unpacked" | grep '^[<>O]'
    stat -c '%a %h' "$file"
    cmp -s <(head -c 4 "$file") <(head -c 4 "$T/old") || echo "another format"
    silently -l "/$file"
    grep -c anon "$T/stdout"
    j -q -r "/$file"
    cmp "$file" "$T/old" && [ "$(stat -c %Y "$file")" = "$(stat -c %Y "$T/old")" ] && echo restored
done
j --backups
