# SPDX-License-Identifier: MIT
# Removes what a killed run left beside a file, also if that file is not changed.
j -q --allow anon /opt/sample-25
cd "$R/opt/sample-25/conf/security" || exit
for name in .jsecpatch-000000000000001f.tmp .jsecpatch-mine; do
    : >"$name"
done
j -q --allow anon /opt/sample-25
ls -A
