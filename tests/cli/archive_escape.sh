# SPDX-License-Identifier: MIT
# Leaves a member alone whose path leads out of the archive. Nothing is unpacked.
need tar
mkdir -p srv a/b
cp -r opt/sample-25 a/b/jdk
(cd a/b && tar -cPf "$R/srv/up.tar" --transform 's,^,../../,' jdk &&
    tar -rPf "$R/srv/up.tar" --transform 's,^jdk,/absolute,' jdk)
rm -r a
tar -tPf srv/up.tar | grep java.security
snapshot
j -l /srv/up.tar
unchanged
j -a anon /srv/up.tar
find . -path ./var -prune -o -newer "$T/before" -type f -print
tar -tPf srv/up.tar | grep java.security
