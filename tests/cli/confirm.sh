# SPDX-License-Identifier: MIT
# Asks the JREs themselves, but runs no program that somebody else may have put there. The
# JREs are scripts here; tests/oracle/effects.py asks real ones.
# valgrind: heavy, which dies if a program cannot be run
for name in good short long wrong silent writable none; do
    list_home $name 'SSLv3, anon'
    [ $name = none ] || java_home $name
    java_says $name '        jdk.tls.disabledAlgorithms=SSLv3, anon'
done
list_home long 'DH keySize < 1024, EC keySize < 224, 3DES_EDE_CBC, anon, NULL, anon'
java_says long '        jdk.tls.disabledAlgorithms=
            DH keySize < 1024,
            EC keySize < 224,
            3DES_EDE_CBC,
            anon
            NULL,
            anon'
java_says wrong '        jdk.tls.disabledAlgorithms=SSLv3'
java_says short ''
echo 'Usage: java' >"$R/opt/silent/says"
chmod 777 "$R/opt/writable/bin"
cd "$R/opt" || exit
export SECRET=secret JAVA_TOOL_OPTIONS=-Dx=1
echo '== the list'
jsec_here --list --confirm good short long wrong silent writable none | grep -v '^  in'
cat "$R/log/good" "$R/log/writable" | sed "s/^$(id -u) $(id -G) /ME /"
echo '== after a change'
java_says good '        jdk.tls.disabledAlgorithms=SSLv3'
jsec_here --allow anon --confirm good | grep -vE 'backup|Warning|update|opened'
jsec_here --json --confirm good wrong | grep -E '"(confirmed|code|state)"'
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
