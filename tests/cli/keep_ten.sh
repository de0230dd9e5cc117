# SPDX-License-Identifier: MIT
# Keeps the vendor's file and the last ten of the others.
for i in 1 2 3 4 5 6 7; do
    quietly -a anon /opt/sample-8
    quietly -d "X$i" /opt/sample-8
    quietly -d "Y$i" /opt/sample-8
done
j --backups
quietly -r
cmp opt/sample-8/jre/lib/security/java.security \
    "$SOURCE_ROOT/samples/root/opt/sample-8/jre/lib/security/java.security"
