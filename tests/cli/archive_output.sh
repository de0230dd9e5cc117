# SPDX-License-Identifier: MIT
# Writes the changed archive elsewhere. The archive itself stays unchanged.
need tar gzip
make_archives tar.gz tar
chmod 640 srv/jdks.tar.gz
snapshot
j -a anon --output /srv/new.tar.gz /srv/jdks.tar.gz
stat -c %a srv/new.tar.gz
unpack srv/new.tar.gz "$T/unpacked"
diff -r opt "$T/unpacked" | grep '^[<>O]'
n_backups
[ ! -e var ] || echo "a state directory was made"
echo "-- again"
j -a anon --output /srv/new.tar.gz /srv/jdks.tar.gz
j -n -a anon --output /srv/new.tar.gz /srv/jdks.tar.gz | head -3
j -q -a anon --force --output /srv/new.tar.gz /srv/jdks.tar.gz
echo "-- nothing to change"
j -d anon --output /srv/same.tar.gz /srv/jdks.tar.gz
cmp srv/same.tar.gz srv/jdks.tar.gz
j -n -d NULL --output /srv/not.tar.gz /srv/jdks.tar.gz
rm srv/new.tar.gz srv/same.tar.gz
unchanged | grep -v 'srv d'
echo "-- refused"
j -a anon --output /srv/jdks.tar /srv/jdks.tar
j -a anon --output /nowhere/x.tar /srv/jdks.tar
j -a anon --output /srv/x.tar /srv/jdks.tar /srv/jdks.tar.gz
j -a anon --output /srv/x /opt/sample-8
j -a anon --output /srv/x
j -l --output /srv/x.tar /srv/jdks.tar
j -a anon --output= /srv/jdks.tar
ls srv
