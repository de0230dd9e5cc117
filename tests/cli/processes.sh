# SPDX-License-Identifier: MIT
# Finds installs of running JVMs. Those in another mount namespace are only listed. The
# programs are no JVMs, but have mapped a library of that name.
# valgrind: sample
need_root
need_mounts --processes
need python3
waiting_programs

# start NAME HOME PREPARE: runs a process that has mapped HOME's library, after PREPARE in
# its namespace.
start() {
    printf 'echo >"$0.ready"; read -r _ <&3\necho >&3\n' >"$T/$1"
    unshare --mount sh -c "$3"'; LD_PRELOAD="$1" exec bash "$2"' sh \
        "$2/lib/server/libjvm.so" "$T/$1" &
    until [ -e "$T/$1.ready" ]; do sleep 0.01; done
}

# Prints the installs under $T that were found, with names instead of pids.
found() {
    document "$@" >"$T/json"
    python3 - "$T" <<'END'
import json, os, re, sys
top = sys.argv[1]
names = {}
for pid in filter(str.isdigit, os.listdir('/proc')):
    try:
        words = open(f'/proc/{pid}/cmdline').read().split('\0')
    except OSError:
        continue
    if len(words) > 2 and words[0] == 'bash' and words[1].startswith(top + '/'):
        names[pid] = os.path.basename(words[1])
def put(text):
    return re.sub(r'\b\d+\b', lambda m: names.get(m[0], m[0]), text).replace(top, 'T')
installs = json.load(open(top + '/json'))['installs']
for i in sorted(installs, key=lambda i: (i['source'], i['pid'] or 0)):
    if top not in (i['home'] or ''):
        continue
    print(i['state'], i['source'], put(i['home']), 'of', names.get(str(i['pid'])),
          len(i['entries']), i['error'])
    print('  ', put(i['file']))
    for note in i['notes']:
        print('   note:', put(re.sub('container [^ ,]+', 'another mount namespace',
                                      note['message'])))
END
}

jvm=$T/jvm
mkdir -p "$jvm"
cp -r "$R/opt/sample-25" "$jvm/here"
cp -r "$R/opt/sample-25" "$jvm/image"
mkdir -p "$jvm/here/lib/server" "$jvm/image/lib/server" "$jvm/only-there" "$jvm/hidden"
cp "$library" "$jvm/here/lib/server/libjvm.so"
cp "$library" "$jvm/image/lib/server/libjvm.so"
echo "- here"
start Here "$jvm/here" :
start Again "$jvm/here" :
found -l
echo "- there"
start There "$jvm/only-there" "mount --bind '$jvm/image' '$jvm/only-there' && mount -t tmpfs none '$jvm/image'"
found -l
there=$!
echo "- another file at the same path"
sed -i s/anon,// "$jvm/here/$SECURITY"
cp -r "$jvm/here" "$jvm/other"
start Other "$jvm/here" "mount --bind '$jvm/other' '$jvm/here'"
found -l
echo "- what would be changed"
found --state-dir "$T/state" --dry-run -a NULL
"$JSECPATCH" --root "/proc/$there/root" --state-dir "$T/state" --force -n -a NULL "$jvm/only-there" 2>&1 |
    sed -n -e "s#$T#T#g" -e '/^+++/p'
