# SPDX-License-Identifier: MIT
# A user changes his own install, with backups in his own directory.
without_log
need_users
chown -R 65534:65534 opt/sample-8 "$HOME"
user jsec --policy "$T/none" -a anon "$R/opt/sample-8"
(cd "$HOME/.local/state" && find jsecpatch -printf '%p %m\n' | sort)
unset HOME
export XDG_STATE_HOME=$T/home/.local/state
user jsec --policy "$T/none" -r "$R/opt/sample-8"
cmp opt/sample-8/jre/lib/security/java.security \
    "$SOURCE_ROOT/samples/root/opt/sample-8/jre/lib/security/java.security"
