# SPDX-License-Identifier: MIT
# During an update the vendor's files are back. Afterwards all changes are there again.
file=opt/sample-8/jre/lib/security/java.security
list_home foreign 'SSLv3, anon'
list_home by-hand 'SSLv3, anon'
touch -d 2020-02-02 "$file"
chmod 640 "$file"
stat -c '%a %Y %y' "$file" >"$T/vendor"
cp -a "$R" "$T/pristine"
quietly -a anon --remember /opt/sample-8
quietly -a NULL /opt/sample-8
quietly -a anon /opt/by-hand
echo "# by hand" >>"opt/by-hand/$SECURITY"
cp "$file" "$T/patched"
touch -d 2021-01-01 "$file"
stat -c '%a %Y' "$file" >"$T/patched-meta"
j --suspend | grep -v backup
same_tree "$T/pristine/opt/sample-8" opt/sample-8 "not the vendor's"
stat -c '%a %Y %y' "$file" | cmp - "$T/vendor"
echo "# twice is the same as once"
refused j --suspend -q
echo "# and back, with what was not remembered"
j --reapply | grep -v backup
cmp "$file" "$T/patched"
stat -c '%a %Y' "$file" | cmp - "$T/patched-meta"
refused j --reapply -q
echo "# over and over: no more backups"
quietly --suspend; quietly --reapply; n_backups
quietly --suspend; quietly --reapply; n_backups
ls -A var/lib/jsecpatch
echo "# the vendor's file changes in between: what was remembered is applied to the new one"
quietly --suspend
sed -i 's/SSLv3, RC4/SSLv3, NEWER, RC4/' "$file"
j --reapply -q
list_line "$file"
echo "# the contrary asked for in between is the last word"
quietly --suspend
quietly --restore /opt/sample-8
rm etc/jsecpatch.conf
refused j --reapply
echo "# a run in between that changes nothing"
quietly -a anon /opt/sample-8
quietly --suspend
j -a TLSv1 /opt/sample-8 -q
j --reapply -q
list_line "$file"
quietly --restore /opt/sample-8
echo "# what was suspended is gone: the package was removed"
quietly -a anon /opt/sample-8
quietly --suspend
rm -r opt/sample-8
j --reapply -q
ls -A var/lib/jsecpatch
