# SPDX-License-Identifier: MIT
# A run by hand waits while a package manager works, unless that is what has started the run.
# valgrind: heavy, it would not be there in time
need_root
mkdir -p var/lib/dpkg var/lib/pacman
: >var/lib/dpkg/lock-frontend
hold() {
    python3 -c '
import fcntl, subprocess, sys, time
held = open(sys.argv[1], "r+b")
fcntl.lockf(held, fcntl.LOCK_EX)
print(flush=True)
sys.exit(subprocess.call(sys.argv[2:]))' "$@"
}
# while_held COMMAND...: holds the lock, and runs the command beside it
while_held() {
    coproc hold var/lib/dpkg/lock-frontend sleep 1
    read -r _ <&"${COPROC[0]}"
    "$@"
    wait
}
waits() {
    while_held "$@" 2>&1 | grep -o "waits until .*" | sed -E 's/pid [0-9]+/pid PID/'
}
echo "- it waits, and then does it"
while_held j -q --allow anon /opt/sample-25
waits j --disallow anon /opt/sample-25
list_line "opt/sample-25/$SECURITY" | grep -c anon
quietly --allow anon /opt/sample-25
waits j --suspend
waits j --reapply
echo "- not for what changes nothing, nor for archives, nor in a hook"
waits j --list /opt/sample-25
waits j --dry-run --allow NULL
waits j --suspend --from-hook apt
tar -cf srv.tar opt/sample-25
waits j --allow NULL /srv.tar
echo "- nor for the package manager that has started it"
hold var/lib/dpkg/lock-frontend "$JSECPATCH" --root "$R" --allow NULL /opt/sample-25 2>&1 | grep waits
list_line "opt/sample-25/$SECURITY" | grep NULL || echo "NULL is allowed"
