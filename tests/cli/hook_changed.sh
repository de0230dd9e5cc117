# SPDX-License-Identifier: MIT
# Leaves files alone that somebody changed, says so, and does not replace that hook.
machine "${ALL[@]}"
tree >"$T/tree"
quietly --hook install
echo "# mine" >>etc/dpkg/dpkg.cfg.d/jsecpatch
ln -sfn /elsewhere etc/systemd/system/paths.target.wants/jsecpatch.path
rm etc/systemd/system/jsecpatch.timer
j --hook status dpkg
j --hook status systemd
echo "-- install"
refused j --hook install dpkg
echo "-- remove"
j --hook remove
tree | diff "$T/tree" -
j --hook status dpkg
echo "-- by force"
j --force --hook remove
tree | diff "$T/tree" - && echo "as it was"
