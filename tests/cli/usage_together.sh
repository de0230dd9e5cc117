# SPDX-License-Identifier: MIT
# Refuses options that do not go together, and says what each one goes with.
snapshot
j --allow anon --restore
j --emit-override /x --suspend
j --reapply --remember
j --remember
j --confirm --backups
j --confirm --dry-run -a anon
j --confirm -a anon --emit-override /x
j --forget -a anon
j --forget
j --forget --restore --access-manager /opt
j --adopt-vendor -r
j --from-hook apt -l
j --from-hook apt --reapply --json | tail -1
j --from-hook apt --reapply --dry-run
j --from-hook apt --remember
j --output /x
j --property jdk.tls.disabledAlgorithms --restore
j --property jdk.tls.disabledAlgorithms --reapply
j --scan --hook status
j --scan --access-manager /opt --transport anon
j --transport anon
j --emit-override /x
echo "# nothing to force"
for action in --list --explain --backups '--hook status' '--hook print apt' \
    '--access-manager /opt'; do
    # shellcheck disable=SC2086 # words
    j --force $action
done
j --force
echo "# TARGETs"
j --backups /opt/sample-8
j --hook status apt dpkg
j --transport anon --access-manager /opt /opt/sample-8
j --restore 000012-20260101T000000Z-0123456789abcdef
j --explain tls_x
j --scan /srv
unchanged
