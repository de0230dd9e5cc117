# SPDX-License-Identifier: MIT
# Prints colors on a terminal, but not if NO_COLOR is set.
need script
terminal() {
    TERM=xterm script -qec "'$JSECPATCH' --root '$R' -l /opt/sample-8 $*" /dev/null </dev/null |
        drop_progress | head -1
}
terminal
terminal --color=never
NO_COLOR=1 terminal
NO_COLOR='' terminal
NO_COLOR=1 terminal --color=always
