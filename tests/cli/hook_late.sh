# SPDX-License-Identifier: MIT
# A hook ends within ten seconds, says so, and loses nothing.
# valgrind: heavy, under strace
need_strace
need python3
# late ACTION OPTION...: a hook for which strace delays some calls
late() {
    local action=$1

    shift
    # shellcheck disable=SC2016 # the inner shell measures, since strace ends later
    strace -f -qq -o /dev/null "$@" bash -c '
        "$@" 2>&1
        status=$?
        # a busy machine needs a little longer
        echo "status $status, $([ $SECONDS -le 13 ] && echo "in time" || echo $SECONDS)"' \
        - "$JSECPATCH" --root "$R" "$action" --from-hook apt 2>/dev/null
    j --hook status dpkg | grep -o "[a-z]* failed .*" | sed -E 's/[0-9-]+T[0-9:]+Z/TIME/g'
}
quietly --allow anon --remember
files=("opt/sample-25/$SECURITY" opt/sample-8/jre/lib/security/java.security)
patched() {
    grep -c 'anon' "${files[@]}"
}
echo "- a file cannot be opened, and another run is not stopped by that"
{
    sleep 2
    j -q --allow NULL /opt/sample-8
    j -q --disallow NULL /opt/sample-8
} &
late --reapply -P "$R/opt/sample-25/release" -P "release" -e inject=openat,open:delay_enter=15000000
wait
echo "- it comes before the first file is replaced"
late --suspend -e inject=renameat2:delay_enter=15000000
patched
grep '^# file=' var/lib/jsecpatch/suspended
echo "- the next runs"
j --suspend --from-hook apt
patched
j --reapply --from-hook apt
patched
find . -name '*jsecpatch-*' ! -path './var/*'
ls var/lib/jsecpatch
echo "- another run has the lock"
python3 - var/lib/jsecpatch/lock "$T/held" <<'END' &
import fcntl, struct, sys, time
with open(sys.argv[1], 'r+b') as lock:
    fcntl.fcntl(lock, fcntl.F_OFD_SETLK, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 0, 0, 0))
    open(sys.argv[2], 'w').close()
    time.sleep(60)
END
holder=$!
until [ -e "$T/held" ]; do sleep 0.1; done
start=$SECONDS
j --reapply --from-hook apt | sed -E 's/pid [0-9]+/pid PID/'
[ $((SECONDS - start)) -le 13 ] || echo "too late"
kill $holder
echo "- the disk of the records is slow, too"
late --suspend -e inject=fsync,fdatasync:delay_enter=6000000 | sed 's/, reapply.*//'
