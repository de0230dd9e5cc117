# SPDX-License-Identifier: MIT
# Prints JSON documents of an audit and of a change.
need python3
access_tree
json() {
    document --root "$R" --access-manager /opt/am "$@" >"$T/stdout" 2>"$T/stderr"
    echo "=> $? $*"
    sed 's/^/! /' "$T/stderr"
    python3 - "$T/stdout" <<'END'
import json, sys
d = json.load(open(sys.argv[1]))
print(' ', d['action'], d['changed'], d['failed'], d['needs_anon'], d['anon_blocked'], d['msg'])
for s in d['settings']:
    print('  ', s['file'], s['line'], s['key'], repr(s['value']), s['mode'], s['is_set'])
for f in d['findings']:
    print('  ', f['problem'], f['code'], f['file'], f['line'], f['other_file'], f['other_line'])
for f in d['files']:
    print('  ', f['state'], f['file'], f['removed'], f['added'], bool(f['diff']),
          bool(f['backup']), f['error'] and f['error']['code'], [n['code'] for n in f['notes']])
print('  ', [i['home'] for i in d['installs']], d['ways'])
END
}
json
say eserver.conf cleartrust.net.ssl.use clear
json
json --transport auth
json --transport clear --dry-run
json --transport clear
json --restore
