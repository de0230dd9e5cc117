# SPDX-License-Identifier: MIT
# Prints the document of --explain, and the suites in the document of a change.
# valgrind: sample
list_home both 'anon, ECDH, TLSv1.1, TLSv1, SSLv3, DH keySize < 1024'
need python3
short() {
    python3 -c '
import json, sys
d = json.load(sys.stdin)
for k in "action", "property", "suite", "changed", "failed", "msg", "error", "warnings":
    print(k, json.dumps(d.get(k, "missing")))
for i in d["installs"]:
    for k in sys.argv[1:]:
        print(i["home"], k, json.dumps(i[k], indent=1))'  "$@"
}
j --json --explain /opt/both >all
short home file line state error <all
python3 -c '
import collections, json
i = json.load(open("all"))["installs"][0]
print(collections.Counter(s["state"] for s in i["suites"]))
for s in i["suites"]:
    print(json.dumps(s) if "anon_WITH_3DES" in s["name"] else s["name"] * (s["name"][:4] == "SSL_"))' | grep .
j --json --explain=TLS_DH_anon_WITH_DES_CBC_SHA /opt/both | short suites
j --json --explain=nonsense | sed '$d' | short
j --json -n --allow anon /opt/both | sed '$d' | short removed opened opened_protocols still_blocked
j --json --allow TLS_ECDH_anon_WITH_NULL_SHA /opt/both | sed '$d' | short opened still_blocked error
