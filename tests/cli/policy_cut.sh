# SPDX-License-Identifier: MIT
# A policy that --remember wrote and that is cut off is refused: a rule that has lost its
# target would be about every Java.
quietly -a anon --remember /opt/sample-8
cp etc/jsecpatch.conf "$T/whole"
size=$(stat -c %s "$T/whole")
for ((n = size - 2; n >= 0; n -= 97)); do
    head -c "$n" "$T/whole" >etc/jsecpatch.conf
    silently --reapply --dry-run
    grep -Eq 'jsecpatch.conf: the file is (cut off|empty)' "$T/stdout" || echo "taken, with $n bytes"
done
refused j --reapply
refused j --disallow anon --remember /opt/sample-8
head -c 0 "$T/whole" >etc/jsecpatch.conf
refused j --reapply
echo "# edited by hand: lines anywhere, even behind the last one"
cp "$T/whole" etc/jsecpatch.conf
printf 'rule.9.allow = NULL\nrule.9.target = /opt/sample-25\n' >>etc/jsecpatch.conf
j --reapply -q
quietly -d RC4 --remember /opt/sample-25
tail -8 etc/jsecpatch.conf
refused quietly -d RC4 --remember /opt/sample-25
echo "# without the two lines it is as one that was written by hand"
sed -i '1d;$d' etc/jsecpatch.conf
j --reapply -q
printf 'rule.1.allow = anon \\\n' >etc/jsecpatch.conf
quietly -a anon,NULL --remember
sed 's/$/$/' etc/jsecpatch.conf
