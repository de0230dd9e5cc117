# SPDX-License-Identifier: MIT
# Watches a new Java: its file, and the directory in which a newer version would appear. The
# run of the hook of systemd renews the list, unless jsecpatch did not write the file.
machine /usr/lib/systemd/systemd
UNIT=etc/systemd/system/jsecpatch.path
watched() {
    sed -n '/alternatives/,$p' $UNIT | grep '^PathChanged=/[^e]' | sort
}
echo 'rule.1.allow = anon' >etc/jsecpatch.conf
quietly --hook install
watched
list_home 'java 100%' 'anon, NULL'
mkdir -p opt/sdk/java
mv opt/sample-25 opt/sdk/java/25
ln -s 25 opt/sdk/java/current
echo "- a new Java does not make the hook outdated"
j --hook status systemd
echo "- another hook does not renew the list"
j --reapply --from-hook apt
watched | wc -l
echo "- a file that was changed by hand stays as it is"
cp $UNIT "$T/unit"
echo '# by hand' >>$UNIT
j --reapply --from-hook systemd
grep -c 'by hand' $UNIT
cp "$T/unit" $UNIT
echo "- that of systemd does, once"
j --reapply --from-hook systemd
watched
snapshot
j --reapply --from-hook systemd
unchanged
j --hook status systemd
echo "- a home that is replaced stays in the list, one that is gone does not"
rm -r opt/sdk/java/25/conf 'opt/java 100%'
j --reapply --from-hook systemd
watched
echo "- to install the hook again writes what is there now"
j --dry-run --hook install
j --hook install
watched
j --hook install
j --hook remove
