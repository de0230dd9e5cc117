# SPDX-License-Identifier: MIT
# A link to nothing is not a missing directory: the backups may be on a file system to mount.
file=opt/sample-8/jre/lib/security/java.security
quietly -a anon /opt/sample-8
cp -a var/lib/jsecpatch "$T/kept"
mkdir mnt
try() {
    ln -sfn "$1" "$2"
    refused j --list /opt/sample-8 -q
    refused j --backups -q
    refused j --restore /opt/sample-8 -q
    refused j --allow NULL /opt/sample-8 -q
    refused j --suspend -q
    refused j --prepare-removal -q
    rm "$2"
}
echo "- the state directory"
rm -r var/lib/jsecpatch
try /mnt/state var/lib/jsecpatch
echo "- a directory above it"
mv var/lib var/moved
try /mnt/none/lib var/lib
mv var/moved var/lib
echo "- the directory of the backups"
cp -a "$T/kept" var/lib/jsecpatch
rm -r var/lib/jsecpatch/backups
try ../../../mnt/gone/backups var/lib/jsecpatch/backups
echo "- a link to what is there"
mv "$T/kept" mnt/state
rm -r var/lib/jsecpatch
ln -s /mnt/state var/lib/jsecpatch
j --restore /opt/sample-8 -q
cmp $file "$SOURCE_ROOT/samples/root/$file"
mkdir mnt/new
ln -sfn /mnt/new var/lib/jsecpatch
quietly -a anon /opt/sample-8
j --backups -q
ls mnt/new
