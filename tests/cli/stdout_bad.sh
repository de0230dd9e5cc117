# SPDX-License-Identifier: MIT
# What cannot be written to standard output is an error, but no harm.
# valgrind: heavy, it closes what the command writes to
[ -c /dev/full ] || skip "no /dev/full"
status() {
    echo "=> $?"
}
"$JSECPATCH" --root "$R" -l 2>&1 >/dev/full
status
"$JSECPATCH" --root "$R" --json -l 2>&1 >/dev/full
status
"$JSECPATCH" --help 2>&1 >/dev/full
status
"$JSECPATCH" --version 2>&1 >&-
status
"$JSECPATCH" --root "$R" -n -a anon 2>&1 >&-
status
"$JSECPATCH" --root "$R" -a anon /opt/sample-8 2>&1 >&-
status
"$JSECPATCH" --root "$R" -a anon <&- >&- 2>&-
status
"$JSECPATCH" --root "$R" -a anon /opt/none <&- >&- 2>&-
status
grep -c anon opt/*/$SECURITY etc/sample-17/security/java.security
j --backups
grep -c . "$STATE/lock"
