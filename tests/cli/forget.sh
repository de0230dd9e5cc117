# SPDX-License-Identifier: MIT
# Forgets an uninstalled product: its rule and its backups, and nothing else.
# valgrind: sample
quietly -a anon --remember /opt/sample-8
quietly -a anon --remember /opt/sample-25
printf '# a comment\n' >>etc/jsecpatch.conf
snapshot
echo '# it still exists'
j --forget /opt/sample-8
j --forget /opt/sample-8/jre/lib/security/java.security
ln -s sample-8 opt/link
j --forget /opt/link
j --forget /opt/sample-25 /opt/nothing
echo '# it is gone: --list and --reapply tell'
rm -r opt/sample-8
j --list | grep note
j --reapply | grep -v ^No
echo '# what would be done'
cp -a etc var "$T"
j --forget /opt/sample-8 --dry-run
diff -r etc "$T/etc" && diff -r var "$T/var"
echo '# one of them is not known: nothing is done'
j --forget /opt/sample-8 /opt/nothing
diff -r etc "$T/etc" && diff -r var "$T/var"
echo '# by a link that leads nowhere now'
j --forget /opt/link
diff "$T/etc/jsecpatch.conf" etc/jsecpatch.conf
grep -c sample-8 var/lib/jsecpatch/history
j --reapply
j --backups
j --forget /opt/sample-8
echo '# quiet, and in full'
rm -r opt/sample-25
document --root "$R" --forget /opt/sample-25 -n | python3 -c '
import json, sys
it = json.load(sys.stdin)
print(it["action"], it["changed"], it["failed"], it["dry_run"], it["msg"], it["policy"]["changed"])
for key, value in it["forgotten"].items():
    print(key, [v if isinstance(v, str) else v["code"] for v in value])' | sed 's/[0-9T]*Z-[0-9a-f]*/TIME/'
j --forget -q /opt/sample-25
grep -v '^#' etc/jsecpatch.conf
ls var/lib/jsecpatch/backups
