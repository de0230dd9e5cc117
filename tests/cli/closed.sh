# SPDX-License-Identifier: MIT
# If standard files are closed, no other file gets what is printed.
# valgrind: heavy, it closes what the command writes to
rm -rf "$R/opt" && list_home a 'SSLv3, anon'
for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
    bash -c "\"\$0\" --root \"\$1\" --allow anon --verbose $closed" "$JSECPATCH" "$R" \
        >"$T/out" 2>"$T/err"
    echo "$closed => $?"
    cat "$T/err"
    cat "$R/opt/a/$SECURITY"
    grep -rlE '^  |patched' "$R/opt" "$STATE" --exclude='*.tar'
    silently --restore
done
