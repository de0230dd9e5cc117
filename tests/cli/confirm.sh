# SPDX-License-Identifier: MIT
# Asks the JREs themselves, but runs no program that somebody else may have put there. The
# JREs are scripts here; tests/oracle/effects.py asks real ones.
# valgrind: heavy, which dies if a program cannot be run
without_log
for name in good short long wrong silent cut garbage open fails writable none; do
    list_home $name 'SSLv3, anon'
    [ $name = none ] || java_home $name
    java_says $name 'SSLv3, anon' TLS_RSA_WITH_AES_128_CBC_SHA
done
list_home long 'DH keySize < 1024, EC keySize < 224, 3DES_EDE_CBC, anon, NULL, anon'
java_says long 'DH keySize < 1024, EC keySize < 224, 3DES_EDE_CBC, anon , NULL, anon'
java_says wrong SSLv3
java_says open 'SSLv3, anon' TLS_DH_anon_WITH_AES_128_CBC_SHA
java_says short ''
java_says fails 'SSLv3, anon'
sed -i 's/.* end/jsecpatch-ask failure=java.lang.Error: no\n&/' "$R/opt/fails/says"
sed -i '/ end/d' "$R/opt/cut/says"
: >"$R/opt/silent/says"
head -c 10000 "$BASH" >"$R/opt/garbage/says"
chmod 777 "$R/opt/writable/bin"
cd "$R/opt" || exit
export SECRET=secret JAVA_TOOL_OPTIONS=-Dx=1
echo '== the list'
jsec_here --list --confirm good short long wrong silent cut garbage open fails writable none |
    grep -v '^  in' | cut -b -200 | tr -cd '[:print:]\n'
cat "$R/log/good" "$R/log/writable" | sed "s/^$(id -u) $(id -G) /ME /"
echo '== after a change'
java_says good SSLv3 TLS_DH_anon_WITH_AES_128_CBC_SHA
java_says long 'DH keySize < 1024, EC keySize < 224, 3DES_EDE_CBC, NULL' TLS_RSA_X
jsec_here --allow anon --confirm good long | grep -vE 'backup|Warning|update|opened'
jsec_here --json --confirm good wrong | grep -E '"(confirmed|code|state)"'
echo '== another property'
java_says good '' TLS_DH_anon_WITH_AES_128_CBC_SHA
jsec_here --list --confirm --property jdk.certpath.disabledAlgorithms good
echo '== in another root'
j --list --confirm /opt/good
echo '== a Java that fails'
for name in crash broken; do
    list_home $name 'SSLv3, anon'
    java_home $name
done
printf '#!/bin/sh\necho "cannot find libjvm.so" >&2\nexit 6\n' >"$R/opt/crash/bin/java"
echo '#!/nowhere' >"$R/opt/broken/bin/java"
jsec_here --list --confirm crash broken | grep -v '^  in'
echo '== usage'
j --dry-run --confirm --allow anon
j --backups --confirm
