# SPDX-License-Identifier: MIT
# Names the list that a program in another mount namespace sees, and a command that reaches
# it. The program is no JVM, but has mapped a library of that name.
need_root
need_mounts --processes
waiting_programs
list_home here 'SSLv3, NULL'
home=$R/opt/here
mkdir -p "$home/lib/server"
cp "$library" "$home/lib/server/libjvm.so"
printf 'echo >"$0.ready"; read -r _ <&3\necho >&3\n' >"$T/program"
# It sees another java.security under the same path.
cp -r "$home" "$T/other"
sed -i 's/NULL/anon/' "$T/other/$SECURITY"
unshare --mount sh -c 'mount --bind "$1" "$2" && LD_PRELOAD="$2/lib/server/libjvm.so" exec bash "$3"' \
    sh "$T/other" "$home" "$T/program" &
until [ -e "$T/program.ready" ]; do sleep 0.01; done
pid=$!
sleep 0.05

said() {
    jsec --state-dir "$STATE" "$@" | sed -E -e "s,$R,R,g" \
        -e "s/(pid:|pid |process |proc.)$pid/\1PID/g" \
        -e 's/PID(, user [^,]+)(, [^ ]+\.service)?(, container [^,]+)?,/PID\1,/'
}

said --diagnose "pid:$pid"
document --diagnose "pid:$pid" | sed -n -E "s,$R,R,; s,/$pid/,/PID/,; /\"(home|file|commands)\"/p; /jsecpatch --root/p"
