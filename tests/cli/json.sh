# SPDX-License-Identifier: MIT
# Prints the JSON document of every action: its keys, their types, and their values.
# valgrind: heavy, hundreds of runs
need python3
json() {
    document --root "$R" "$@" >"$T/stdout" 2>"$T/stderr"
    echo "=> $?: $(printf '%q ' "$@")"
    sed 's/^/! /' "$T/stderr"
    PYTHONIOENCODING=utf-8 python3 "$HERE/json_check.py" <"$T/stdout"
}
json
json -n -a anon /opt/sample-8
json -a anon /opt/sample-8 /usr/lib/jvm/sample-default
json -a anon -d TLSv1.2 /opt/sample-8
json -d 'Gr\"oße' /opt/sample-8
json -l -q /opt/sample-8
list_home bad 'anon NULL'
json -a anon /opt/bad /opt/none /opt/sample-25
json -r -n /opt/sample-25 /opt/sample-8
json -r /opt/sample-25 /opt/sample-8
json -r /opt/sample-8
json --backups
json --property jdk.jar.disabledAlgorithms -l /opt/sample-8
json -a DESede,NULL /opt/sample-8
json -a 'a b,NULL' /opt/sample-8
json --no-such
json --property nonsense -l
json -l /opt/none
printf '\377\376' >"$STATE/backups/000009-x.tar"
json --backups
json -l /opt/sample-8
list_home "$(printf 'lat\351in\001')" 'anon'
json -a anon "/opt/$(printf 'lat\351in\001')"
json --state-dir /dev/null/x -a anon
