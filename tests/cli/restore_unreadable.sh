# SPDX-License-Identifier: MIT
# Backups that cannot be read are no reason to say that there are none.
quietly -a anon /opt/sample-8
: >"$(archives)"
refused j -r /opt/sample-8 | sed 's/\(jsecpatch: \).*/\1.../'
rm -r "$STATE/backups"
j -r /opt/sample-8
