# SPDX-License-Identifier: MIT
# Reads the end of a long log only, and says so.
# valgrind: heavy
{
    echo "Received fatal alert: protocol_version"
    head -c 36M /dev/zero | tr '\0' 'x' | fold -w 1000
    echo
} >"$T/long.log"
said() {
    "$JSECPATCH" --diagnose "$@" | grep -E "MiB|'Received|log\)|input\)"
}

said "$T/long.log"
echo "Received fatal alert: handshake_failure" >>"$T/long.log"
said "$T/long.log"
said - <"$T/long.log"
