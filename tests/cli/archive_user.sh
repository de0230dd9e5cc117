# SPDX-License-Identifier: MIT
# Root changes a user's archive with that user's rights. It does not change root's archive
# in a directory that others can write.
need tar
need_users
mkdir -p srv home/u shared
chown 65534:65534 home/u
(cd opt && make_tar ../home/u/jdk.tar sample-25 && make_tar ../shared/jdk.tar sample-25)
chown 65534:65534 home/u/jdk.tar
chmod 777 shared
j -q -a anon /home/u/jdk.tar
stat -c '%u:%g %a' home/u/jdk.tar
j -l /home/u/jdk.tar | grep -o 'patched by jsecpatch'
refused j -a anon /shared/jdk.tar
j -q -a anon --output /srv/mine.tar /shared/jdk.tar
stat -c '%u:%g' srv/mine.tar
mkdir -m 700 "$T/u"
chown 65534:65534 "$T/u"
user jsec --root "$R" --state-dir "$T/u" -a NULL /home/u/jdk.tar | head -3
echo '# no link of a user lets root make a file elsewhere'
ln -s ../../made home/u/link
chown -h 65534:65534 home/u/link
refused j -q -a anon --output /home/u/link /shared/jdk.tar
