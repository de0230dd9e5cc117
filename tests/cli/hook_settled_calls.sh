# SPDX-License-Identifier: MIT
# Whatever a hook's run looks at, its note tells: nothing goes past it to the kernel.
need strace python3
[ "${WRAP-}" ] && skip "not under valgrind"
export ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0
strace -qq -o /dev/null true 2>/dev/null || skip "no strace here"
override_home jre 'SSLv3, anon, NULL'
for i in {1..40}; do # as many as several threads are for
    home "many-$i" 25.0.3 <<'END'
jdk.tls.disabledAlgorithms=SSLv3, anon
include own.properties
include more.properties
END
    echo 'x=y' >"opt/many-$i/conf/security/more.properties"
    echo 'jdk.tls.disabledAlgorithms=NULL, anon' >"opt/many-$i/conf/security/own.properties"
done
mkdir -p etc/alternatives home/me/.jdks
ln -s /opt/jre etc/alternatives/jre
printf 'me:x:1:1::/home/me:/bin/sh\n' >etc/passwd
printf 'rule.1.allow = anon\nrule.1.except = /opt/sample-8\n' >etc/jsecpatch.conf
quietly --emit-override /etc/x -a NULL /opt/jre
quietly --reapply
sleep 2.1
mkdir "$T/calls"
strace -ff -y -e trace=%file,getdents64 -o "$T/calls/of" "$JSECPATCH" --root "$R" --reapply \
    --from-hook apt </dev/null 2>&1
python3 "$HERE/seen_check.py" "$STATE/settled" "$R" "$T"/calls/*
