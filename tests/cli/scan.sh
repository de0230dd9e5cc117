# SPDX-License-Identifier: MIT
# Finds installs anywhere in a tree, even with unusual names.
# valgrind: heavy, which knows no openat2()
runtime() {
    mkdir -p "$R$1"
    cp -r "$R/opt/sample-25/." "$R$1"
}
rm -r opt/sample-8
runtime /srv/app/.cache/runtime
runtime $'/srv/new\nline'
runtime $'/srv/\377'
runtime /srv/.git/linked
mkdir -p etc/linked
mv "srv/.git/linked/$SECURITY" etc/linked
rmdir srv/.git/linked/conf/security
ln -s /etc/linked srv/.git/linked/conf/security
ln -s .. srv/app/loop
ln -s /srv srv/app/again
mkdir -p srv/none/conf/security
cp "opt/sample-25/$SECURITY" srv/none/conf/security
runtime /var/lib/docker/overlay2/0a1b/diff/opt/jdk
echo "- the known places"
j -v
echo "- everywhere"
j -v --scan
echo "- in a directory, by any name"
j --scan=/srv/app
j --scan=srv/app/again/.git
echo "- in none, and in none that has any"
j --scan=/nowhere
j --scan=/srv/app/.cache/runtime/release
j --scan=/etc
echo "- changed but in container storage, unless named"
j --scan=/var -a anon
j --scan -q -n -a anon | grep '^+++'
j -a anon /var/lib/docker/overlay2/0a1b/diff/opt/jdk
j --scan=/var
echo "- together with what it does not go with"
j --scan /srv
j --scan=
j --scan --backups
j --scan=/srv -a anon --remember
