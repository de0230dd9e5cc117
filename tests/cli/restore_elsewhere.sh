# SPDX-License-Identifier: MIT
# Does not call a file unchanged that was changed with another state directory.
need_users
roots=(--state-dir "$T/roots")
quietly "${roots[@]}" -a anon /opt/sample-8
echo "# a user, who has no backups"
install -d -o 65534 "$T/alice"
HOME=$T/alice
refused user jsec -r "$R/opt/sample-8"
user jsec -r --json "$R/opt/sample-8" | grep -E '"(code|path)"'
echo "# all that there are: nobody asked for this one"
refused j -r
echo "# a second way back is none where there is nothing to go back to"
j "${roots[@]}" -r /opt/sample-8 -q
j "${roots[@]}" -r /opt/sample-8
echo "# an Access Manager: the files were not named one by one"
access_tree
j --access-manager /opt/am --restore | grep -A1 -m1 unchanged
