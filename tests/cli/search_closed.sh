# SPDX-License-Identifier: MIT
# Says what a search could not look at. Only a complete one ends with 3.
# valgrind: heavy, which needs descriptors of its own
need_users
need_kernel "start with few descriptors"
none="nothing was found"
mkdir -p etc home/{one,two}/.jdks
printf 'root:x:0:0::/root:/bin/sh\none:x:65534:65534::/home/one:/bin/sh\ntwo:x:9:9::/home/two:/bin/sh\n' >etc/passwd
cp -r opt/sample-25 home/two/.jdks/java
chmod 700 home/two
chown -R 65534 home/one
echo "- installs of another user"
user j -l | grep -v '^  '
user j -v -l 2>&1 | grep searched
user j -q -l
echo "- $none, but not everywhere"
mv opt/sample-25 "$T/sample"
rm -r opt/* usr/lib/jvm
user j -l
user j -q -l
user j -q --explain
echo "- $none anywhere"
rm -r home/two
user j -l
user j -q -l
user j -q --explain
user j -q --allow anon --state-dir "$T/state"
echo "- skipped, because others can change it"
mkdir -p home/one/.jdks
cp -r "$T/sample" home/one/.jdks/java
chown -R 65534 home/one
j -q --allow anon
echo "- a user's own directory"
chmod 0 home/one/.jdks
chown -R 65534 home/one
user j -l
echo "- no descriptors"
mv "$T/sample" opt
# Puts one text for the place and the reason, which are libc's.
name_limit() {
    sed -E 's/: .*: (Too many open files|No file descriptors available);/: ...: Too many open files;/'
}
for n in 4 5 8 12; do
    (ulimit -n $n && jsec -q -l --root "$R") | name_limit
done
(ulimit -n 4 && jsec -q -l --state-dir "$T/none") | name_limit
echo "- a file in place of the state directory, or of its backups"
mkdir "$T/one"
touch "$T/one/backups" "$T/two"
for state in one two; do
    refused j --state-dir "$T/$state" --allow anon
    refused j --state-dir "$T/$state" --backups
done
echo "- no working directory"
mkdir "$T/gone"
(cd "$T/gone" && rmdir "$T/gone" && jsec -l opt; jsec -l --state-dir state) 2>&1
