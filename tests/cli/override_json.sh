# SPDX-License-Identifier: MIT
# Prints the documents of --emit-override and of a --reapply that renews.
# valgrind: sample
need python3
rm -r opt/* usr/lib/jvm etc/sample-17
override_home jre 'SSLv3, anon, NULL'
short() {
    python3 -c '
import json, sys
d = json.load(sys.stdin)
for k in "action", "dry_run", "changed", "failed", "msg", "error", "warnings", "override", "overrides":
    print(k, json.dumps(d.get(k, "missing"), indent=1))'
}
j --emit-override /etc/x -a anon --json -n /opt/jre | sed '/^=> 4$/d' | short
j --emit-override /etc/x -a anon --json /opt/jre | short
override_home jre 'SSLv3, RC4, anon, NULL'
j --reapply --json | short
echo >>etc/x
j --emit-override /etc/x -a anon --json /opt/jre | sed '/^=> 1$/d' | short | sed '/"content"/d'
j --emit-override '/etc/x x' -a anon --json /opt/jre | sed '/^=> 2$/d' | short
