# SPDX-License-Identifier: MIT
# The JREs themselves are asked, but none that somebody else may have put there. They are
# scripts here; tests/oracle/effects.py asks real ones.
here() {
    jsec --state-dir "$STATE" "$@" | sed "s,$R,R,g"
}

# java NAME: prints what is in NAME/says as Java would, and who it is
java() {
    mkdir -p "$R/opt/$1/bin"
    cat >"$R/opt/$1/bin/java" <<'END'
#!/bin/sh
home=${0%/bin/java}
echo "$(id -u) $(id -G) $* $JAVA_TOOL_OPTIONS $SECRET" >>"$home/log/runs"
cat "$home/says" >&2
END
    chmod 755 "$R/opt/$1/bin/java"
    mkdir -m 777 "$R/opt/$1/log"
    : >"$R/opt/$1/log/runs"
    chmod 666 "$R/opt/$1/log/runs"
}

says() {
    printf '    Security properties:\n        a=b\n%s\n        z=\n\n' "$2" >"$R/opt/$1/says"
}

chmod 755 "$T" "$R" "$R/.."
for name in good short long wrong silent writable none; do
    list_home $name 'SSLv3, anon'
    [ $name = none ] || java $name
    says $name '        jdk.tls.disabledAlgorithms=SSLv3, anon'
done
list_home long 'DH keySize < 1024, EC keySize < 224, 3DES_EDE_CBC, anon, NULL, anon'
says long '        jdk.tls.disabledAlgorithms=
            DH keySize < 1024,
            EC keySize < 224,
            3DES_EDE_CBC,
            anon
            NULL,
            anon'
says wrong '        jdk.tls.disabledAlgorithms=SSLv3'
says short ''
echo 'Usage: java' >"$R/opt/silent/says"
chmod 777 "$R/opt/writable/bin"
cd "$R/opt" || exit
export SECRET=secret JAVA_TOOL_OPTIONS=-Dx=1
echo '== the list'
here --list --confirm good short long wrong silent writable none | grep -v '^  in'
cat good/log/runs writable/log/runs | sed "s/^$(id -u) $(id -G) /ME /"
echo '== after a change'
says good '        jdk.tls.disabledAlgorithms=SSLv3'
here --allow anon --confirm good | grep -vE 'backup|Warning|update|opened'
here --json --confirm good wrong | grep -E '"(confirmed|code|state)"'
echo '== in another root'
j --list --confirm /opt/good
echo '== usage'
j --dry-run --confirm --allow anon
j --backups --confirm
echo "== a user's, as that user"
need_root
chown -R 65534:65534 short
says short '        jdk.tls.disabledAlgorithms=SSLv3, anon'
: >short/log/runs
here --confirm short | grep -v '^  in'
cat short/log/runs
echo "== as another user"
AS=(setpriv --reuid=65533 --regid=65533 --clear-groups)
here --list --confirm short good | grep -v '^  in'
