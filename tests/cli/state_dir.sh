# SPDX-License-Identifier: MIT
# Keeps backups in another directory.
quietly --state-dir "$T/deep/er/state/" -a anon /opt/sample-8
(cd "$T/deep/er" && find state -printf '%p %m\n') | sed -E 's/[0-9]{6}-.*[.]tar/ID.tar/' | sort
j --state-dir "$T/deep/er/state" --backups
j --backups
j -r /opt/sample-8
j --state-dir "$T/deep/er/state" -r /opt/sample-8 -q
cmp opt/sample-8/jre/lib/security/java.security \
    "$SOURCE_ROOT/samples/root/opt/sample-8/jre/lib/security/java.security"
