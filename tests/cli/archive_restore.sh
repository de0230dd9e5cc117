# SPDX-License-Identifier: MIT
# Backs up and restores archives as a whole.
need tar gzip
make_archives tar.gz
cp srv/jdks.tar.gz "$T/first"
j -r /srv/jdks.tar.gz
quietly -a anon /srv/jdks.tar.gz
cp srv/jdks.tar.gz "$T/second"
j -l /srv/jdks.tar.gz | grep patched
j -n -r /srv/jdks.tar.gz
quietly -a NULL /srv/jdks.tar.gz
n_backups
j --backups
j --restore=000002 /srv/jdks.tar.gz
cmp srv/jdks.tar.gz "$T/second"
j --restore /srv/jdks.tar.gz
cmp srv/jdks.tar.gz "$T/first"
j --restore /srv/jdks.tar.gz
echo "-- by hand"
tar -xOf "$(archives | head -1)" srv/jdks.tar.gz | cmp - "$T/first"
echo "-- something else changed it"
(cd opt && make_tar ../srv/jdks.tar.gz sample-8)
j -r /srv/jdks.tar.gz
j -n -r --force /srv/jdks.tar.gz 2>&1 | grep -v '^[-+ @]'
j -q -r --force /srv/jdks.tar.gz
cmp srv/jdks.tar.gz "$T/first"
j --restore=000099 /srv/jdks.tar.gz
