# SPDX-License-Identifier: MIT
# Never deletes a damaged backup, because it is unknown what it holds.
quietly -a anon --remember /opt/sample-8
quietly -d anon --remember /opt/sample-8
rm -r opt/sample-8
backups=(var/lib/jsecpatch/backups/*)
echo '# its manifest is lost'
cp "${backups[0]}" "$T"
truncate -s 100 "${backups[0]}"
snapshot
refused j --forget /opt/sample-8
refused j --forget /opt/sample-8 --dry-run
j --forget /opt/sample-8 --force
refused j --forget /opt/sample-8 --force
n_backups
echo '# only its last bytes are'
cp "$T"/0* var/lib/jsecpatch/backups
truncate -s -1 "${backups[0]}"
j --forget /opt/sample-8
j --forget /opt/sample-8 --force
n_backups
echo '# it is another product that is damaged'
quietly -a anon /opt/sample-25
rm -r opt/sample-25
cp "$T"/0* "$T/saved"
truncate -s -1 "${backups[0]}"
j --forget /opt/sample-25
echo '# a policy that cannot be read'
echo nonsense >etc/jsecpatch.conf
cp "$T/saved" "${backups[0]}"
j --forget /opt/sample-8
n_backups
