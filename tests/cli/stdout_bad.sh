# SPDX-License-Identifier: MIT
# If standard output cannot be written, reports an error but does its work.
# valgrind: heavy, it closes what the command writes to
[ -c /dev/full ] || skip "no /dev/full"
status() {
    echo "=> $?"
}
# Sends the output to a full device and prints the errors.
full() {
    # shellcheck disable=SC2069 # not both to the device
    "$JSECPATCH" "$@" 2>&1 >/dev/full
    status
}
full --root "$R" -l
full --root "$R" --json -l
full --help
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
