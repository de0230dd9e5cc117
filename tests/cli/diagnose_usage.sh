# SPDX-License-Identifier: MIT
# Takes each WHAT for what it is, and refuses what it cannot be.
cd "$T" || exit
jsec --diagnose
jsec --diagnose ''
jsec --diagnose '  '
for what in localhost server.example localhost: localhost:x localhost:0 localhost:65536 \
    ::1 fe80::1:443 '[::1]' '[::1]:' https://localhost:443/ pid: pid:x pid:0 pid:-1 \
    pid:99999999999 missing.log ./missing.log /missing/log "$T"; do
    jsec --diagnose "$what"
done
jsec --diagnose localhost:443 --root "$R"
jsec --diagnose localhost:443 --allow anon
jsec --diagnose --scan pid:1
jsec --diagnose localhost: --json
# A file has the name of something else, too: a number of a port is a port.
echo hello >"$T/some words"
echo hello >"$T/words:more"
jsec --diagnose 'some words' | head -1
jsec --diagnose words:more | head -1
jsec --diagnose 'other words' | head -1
jsec --diagnose handshake_failure | head -1
jsec --diagnose - | head -1
