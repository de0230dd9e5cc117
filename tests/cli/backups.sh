# SPDX-License-Identifier: MIT
# Lists backups.
# valgrind: sample
j --backups
quietly -a anon
quietly -a NULL /opt/sample-8
quietly -d TLSv1.2 -a ECDH /opt/sample-25
quietly -r /opt/sample-8
j --backups
j --backups -v | sed -E 's/[0-9a-f]{64}/DIGEST/'
j --backups -q
