# SPDX-License-Identifier: MIT
# What systemd's hook cannot mend is reported: a Java of snap or flatpak, or in a user's home.
need_root
need_mounts
need python3
machine /usr/lib/systemd/systemd
echo 'rule.1.allow = anon' >etc/jsecpatch.conf
quietly --hook install
rm -r opt/sample-* usr/lib/jvm etc/sample-17
# reported: runs the hook, and prints what is known afterwards.
reported() {
    j --reapply --from-hook systemd
    j --hook status systemd
    j --list | sed '/^ .*blocks/d'
}
# security ENTRIES: the text of a java.security
security() {
    printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=%s\n' "$1"
}
# java HOME ENTRIES: makes a home.
java() {
    mkdir -p "$1/conf/security"
    echo 'JAVA_VERSION="17.0.15"' >"$1/release"
    security "$2" >"$1/$SECURITY"
}
echo "- snap mounts its files read-only"
mkdir -p snap/openjdk/2
mount -t tmpfs none snap/openjdk/2
java snap/openjdk/2/jdk 'anon, NULL'
mount -o remount,ro snap/openjdk/2
ln -s 2 snap/openjdk/current
reported
umount snap/openjdk/2
rm -r snap
echo "- flatpak has another name of each file in its repository"
java var/lib/flatpak/runtime/org.openjdk/x86_64/1/abc/files/jdk 'anon, NULL'
mkdir -p var/lib/flatpak/repo/objects
ln var/lib/flatpak/runtime/*/*/*/*/files/jdk/"$SECURITY" var/lib/flatpak/repo/objects/1
reported
rm -r var/lib/flatpak
echo "- alternatives lead to another Java, which the policy does not name"
java srv/a 'anon, NULL'
java srv/b 'anon, NULL'
mkdir -p etc/alternatives
ln -s /srv/a etc/alternatives/chosen
rm etc/jsecpatch.conf
quietly --allow anon --remember /etc/alternatives/chosen
ln -sfn /srv/b etc/alternatives/chosen
j --list | sed '/^ .*blocks/d'
echo "- the hook mends that"
j --reapply --from-hook systemd
grep -h disabled srv/*/"$SECURITY"
