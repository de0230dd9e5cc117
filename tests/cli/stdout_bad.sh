# SPDX-License-Identifier: MIT
# What cannot be written to standard output is an error, but no harm.
# valgrind: heavy, it closes what the command writes to
[ -c /dev/full ] || skip "no /dev/full"
status() {
    echo "=> $?"
}
# The output goes to a full device, the errors are printed.
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
