# SPDX-License-Identifier: MIT
# A hook reports to the system log what changed and what failed, and nothing else.
need_mounts
need python3
mkdir "$T/dev"
mount --bind /dev "$T/dev"
mount -t tmpfs none /dev
for name in null zero urandom; do
    : >/dev/$name
    mount --bind "$T/dev/$name" /dev/$name
done
ln -s /proc/self/fd /dev/fd
python3 -c '
import socket
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
while line := log.recv(4000):
    print(line.decode().rstrip("\n"), flush=True)
' >>"$T/log" &
trap 'kill %1' EXIT
while [ ! -S /dev/log ]; do sleep 0.05; done
hook() {
    echo "# $1"
    : >"$T/log"
    j --reapply --from-hook apt
    sleep 0.2
    sed -E -e 's/^<([0-9]+)>.* jsecpatch\[[0-9]+\]/\1 jsecpatch/' \
        -e 's/; processes that could not be inspected: [0-9]+//' "$T/log" | cat -v
}
waiting_programs
trap 'kill %1; echo >&3; wait' EXIT
rm -r opt/* usr/lib/jvm etc/sample-17
list_home jre 'SSLv3, anon'
quietly -a anon --remember
hook nothing
list_home jre 'SSLv3, anon, NULL'
hook 'the vendor brings another list'
mkdir -p opt/jre/lib/server
cp "$library" opt/jre/lib/server/libjvm.so
list_home jre 'SSLv3, anon, NULL, NEW'
echo 'echo >>"$0.ready"; read -r _ <&3; echo >&3' >"$T/Late"
for _ in {1..10}; do
    (export LD_PRELOAD="$R/opt/jre/lib/server/libjvm.so" && exec -a java bash "$T/Late") &
done
until [ "$(wc -l 2>/dev/null <"$T/Late.ready")" = 10 ]; do sleep 0.05; done
hook 'programs started meanwhile' | sed -E -e 's/pid [0-9]+/PID/g' -e "s#$T#T#g" \
    -e 's/[^ ]+ \(PID\)/PID/g; s/PID \([^)]*\)/PID/g'
rm etc/jsecpatch.conf
echo 'security.overridePropertiesFile=true' >>opt/jre/$SECURITY
quietly --emit-override /etc/x -a NULL
hook nothing
sed -i 's/NULL/&, RC4/' opt/jre/$SECURITY
hook 'an override file is renewed'
rm -r opt/jre etc/x
mkdir etc/x
hook 'there is no Java, and the file cannot be looked at'
rm -r etc/x
home jre <<END
$(printf 'jdk.tls.disabledAlgorithms=SSLv3, a\033]0;OWNED\007 \302\2332J')
END
printf 'rule.1.allow=anon\n' >etc/jsecpatch.conf
hook 'a list has control characters' | cat -v
