# SPDX-License-Identifier: MIT
# Lists the homes in an archive, whatever its name.
need tar zip
make_archives tar zip
mv srv/jdks.tar srv/whatever
(cd opt/sample-8 && make_tar ../../srv/home.tar .)
j -l /srv/whatever /srv/jdks.zip
j -l -v /srv/home.tar
j -n -a anon /srv/whatever /opt/sample-8
j --explain=TLS_DH_anon_WITH_AES_128_CBC_SHA /srv/whatever
touch empty
make_tar srv/none.tar empty
j /srv/none.tar
j -l /srv/whatever /srv/whatever
echo "-- a home as it is shown"
j -q -a anon /srv/whatever:sample-8 srv/jdks.zip:sample-8 /srv/home.tar:. /srv/none:sample-8
j --json -l /srv/whatever:sample-8 | grep -o '"code": "[^"]*"'
