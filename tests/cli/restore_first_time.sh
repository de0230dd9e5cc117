# SPDX-License-Identifier: MIT
# A restore takes the time of the first backup, although a later one has the same bytes.
file=opt/sample-8/jre/lib/security/java.security
touch -d '2001-02-03 04:05:06.789 UTC' "$file"
quietly -a anon /opt/sample-8
quietly -d anon /opt/sample-8
quietly -a NULL /opt/sample-8
j -rq /opt/sample-8
TZ=UTC stat -c %y "$file"
cmp "$file" "$SOURCE_ROOT/samples/root/$file"
j --backups | grep -ac sample-8
