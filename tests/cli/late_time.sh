# SPDX-License-Identifier: MIT
# Keeps times after 2038, when seconds outgrow 32 bits, and refuses a size that outgrows them.
file=etc/sample-17/security/java.security
touch -d '2100-01-01 00:00:00.25' $file
quietly -a anon /usr/lib/jvm/sample-17
quietly -r /usr/lib/jvm/sample-17
stat -c %y $file
list_home huge anon
truncate -s $(((1 << 32) + 4)) opt/huge/$SECURITY
refused j -a anon /opt/huge
