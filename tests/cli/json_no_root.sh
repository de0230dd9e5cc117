# SPDX-License-Identifier: MIT
# Prints a document even if no session can be opened.
# valgrind: sample
need python3
jsec --root "$T/none" --json -l >"$T/said"
tail -1 "$T/said"
python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["failed"])' "$T/stdout" 2>&1 |
    tail -1
