# SPDX-License-Identifier: MIT
# Restores the backup with the given id.
# valgrind: sample
quietly -a anon /opt/sample-8
quietly -a NULL /opt/sample-8
second=$(basename "$(archives | tail -1)" .tar)
quietly -r
j --restore="$second" /opt/sample-8
list_line opt/sample-8/jre/lib/security/java.security
refused j --restore=000099 /opt/sample-8
refused j --restore="$second" /opt/sample-25
