# SPDX-License-Identifier: MIT
# Finds a Java among very many directories, or says that there are too many.
# valgrind: heavy
need_mounts
mkdir -p etc root
echo "root:x:$(id -u):$(id -g)::/root:/bin/sh" >etc/passwd
mkdir "$T/homes"
cp -a opt/. "$T/homes"
mount -t tmpfs -o mode=755 none opt
mount -t tmpfs -o mode=755 none root
cp -a "$T/homes/." opt
echo "- more than any machine has"
(mkdir root/.jdks && cd root/.jdks && seq 3000 | xargs mkdir)
(cd opt && seq -f %06g 3000 | xargs mkdir)
mv opt/sample-25 opt/zz
cp -a opt/zz root/.jdks/zz
j --list | grep '^[^ ]'
j --allow anon -q
j --list /opt/zz /root/.jdks/zz | grep '^[^ ]'
echo "- too many"
(cd opt && seq -f %06g 50000 | xargs mkdir -p)
j --list | grep "^[^ ]"
document --root "$R" --list | tr -d "\n" | grep -o "\"error\": *{[^}]*}"
echo "- a search that looks everywhere, or only at what is named"
j --list --scan=/opt | grep '^[^ ]'
j --list /opt/zz | grep '^[^ ]'
