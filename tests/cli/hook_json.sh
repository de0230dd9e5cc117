# SPDX-License-Identifier: MIT
# Prints JSON about hooks.
# valgrind: sample
need python3
machine /usr/bin/dpkg
cat >"$T/show.py" <<'EOF'
import json
import sys
d = json.load(sys.stdin)
print({k: d[k] for k in ('action', 'dry_run', 'changed', 'failed', 'msg')})
print(d['error'] and d['error']['code'])
for h in d.get('hooks', []):
    if h['state'] not in ('absent', 'snippet') or h['changes'] or h['error']:
        print(h['name'], h['state'], h['fits'], h['changes'], h['runs'],
              h['error'] and h['error']['code'],
              [(f['name'], f['path'], f['target'], f['state'], 'text' in f)
               for f in h['files']])
EOF
show() {
    document --root "$R" "$@" | python3 "$T/show.py"
    echo "=> ${PIPESTATUS[0]}"
}
show --hook status
show --dry-run --hook install
show --hook install
show --hook print dpkg
echo >>etc/dpkg/dpkg.cfg.d/jsecpatch
show --hook remove
show --hook remove nonsense
