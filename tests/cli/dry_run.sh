# SPDX-License-Identifier: MIT
# A dry run exits with 4 if there is something to change. It never writes anything.
refused j -n -a anon -q
j -n -a DTLSv1.2
j -n -r
ls -A "$R"
quietly -a anon /opt/sample-8
refused j --dry-run --restore /opt/sample-8
refused j --dry-run -a anon /opt/sample-8 /opt/sample-25
refused j --dry-run -a anon /opt/sample-25 /opt/none
