# SPDX-License-Identifier: MIT
# On a terminal no line is wider than the terminal, but the text is the same as in a pipe.
need python3
many_entries() {
    local i
    for i in $(seq 200); do
        printf 'TLS_NO_SUCH_SUITE_%s, DH keySize < %s, ' "$i" "$i"
    done
    echo anon
}
list_home many "$(many_entries)"
list_home 'two words' anon
list_home "$(printf 'gr\303\274n \346\227\245\346\234\254 \001 \202')" 'anon, DH keySize < 1024'

echo "- the width of the terminal, then COLUMNS, if that is a number"
on_terminal 60 -l --color=never /opt/sample-25
COLUMNS=40 on_terminal 60 -l --color=always /opt/sample-8
for columns in 0 -40 40x ''; do
    COLUMNS=$columns on_terminal 60 -l /opt/sample-25 | wc -l
done
echo "- of no size"
on_terminal 0 -l --color=never /opt/sample-8
echo "- 401 entries"
j -l /opt/many | sed -n '2s/.* DH/.. DH/p'
on_terminal 60 -l /opt/many | grep -B1 anon

# Prints whether the widest line is just within the width, and whether the joined lines equal a pipe's output.
compare() {
    on_terminal "$1" -v --color=never >"$T/wrapped"
    "$JSECPATCH" --root "$R" -v | sed -E "/$MACHINES/d" >"$T/piped"
    python3 - "$T/wrapped" "$T/piped" "$1" <<'END'
import re, sys
wrapped, piped = (open(path, 'rb').read() for path in sys.argv[1:3])
joined = re.sub(rb'\n    (?=\S)', b' ', re.sub(rb'(?m)(^\S.*)\n  (?=\()', rb'\1 ', wrapped))
widest = max(len(line) for line in wrapped.decode('latin1').split('\n'))
print(int(sys.argv[3]) - 5 < widest <= int(sys.argv[3]), joined == piped)
END
}
echo "- several widths"
for width in 60 80 200; do
    compare $width
done

echo "- what is long and has no blank, and a width that is hardly one"
on_terminal 60 -l "/opt/$(printf '%0100d' 0)"
on_terminal 3 -l "/opt/no n" | head -10
echo "- UTF-8, and what is not"
on_terminal 40 -l --color=never opt/gr*
echo "- only one of standard output and standard error"
on_terminal 60 -n -d ECDH /opt/sample-8 /opt/none | grep -v '^[-+@ ]'
TERM=xterm script -qec "stty cols 60; '$JSECPATCH' --root '$R' -l /opt/sample-25 /opt/none | cat" \
    /dev/null </dev/null | drop_progress | tr -d '\r'
