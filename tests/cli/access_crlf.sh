# SPDX-License-Identifier: MIT
# In an installation from Windows every line ends with CRLF, before and after a change.
access_tree
find opt/am -type f -exec sed -i 's/\r*$/\r/' {} +
audit
RESTORE=(--access-manager /opt/am)
edit --access-manager /opt/am --transport auth --force >"$T/diff"
grep -a '^[+-]' "$T/diff" | grep -av 'example\|manuals\|^.#'
quietly --access-manager /opt/am --transport auth --force
for file in opt/am/*/conf/* opt/am/*/*/conf/*; do
    [ -f "$file" ] && [ "$(grep -ac $'\r$' "$file")" != "$(wc -l <"$file")" ] && echo "$file"
done
audit | grep -v "^note"
