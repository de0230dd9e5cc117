# SPDX-License-Identifier: MIT
# Does not say that there are no backups if they cannot be read.
quietly -a anon /opt/sample-8
: >"$(archives)"
refused j -r /opt/sample-8 | sed 's/\(jsecpatch: \).*/\1.../'
rm -r "$STATE/backups"
j -r /opt/sample-8
