# SPDX-License-Identifier: MIT
# Never runs a container's Java, neither in storage nor of a running program, and does not
# call its list confirmed: its answer could not be trusted.
need_root
need_mounts --processes
need python3
waiting_programs

# runtime DIR: makes a JRE with a program that answers as Java would, and records that it
# ran
runtime() {
    mkdir -p "$1/bin" "$1/lib/server"
    cp -r "$R/opt/sample-25/." "$1"
    cp "$library" "$1/lib/server/libjvm.so"
    cat >"$1/bin/java" <<END
#!/bin/sh
echo "\$0" >>"$T/ran"
printf 'jsecpatch-ask property=anon\njsecpatch-ask end\n'
END
    chmod 755 "$1/bin/java"
}

# Prints the installs under $T that were found.
found() {
    document --state-dir "$T/state" --policy "$T/none" "$@" >"$T/json"
    python3 - "$T" <<'END'
import json, re, sys
top = sys.argv[1]
for i in json.load(open(top + '/json'))['installs']:
    if top in (i['home'] or ''):
        home = re.sub('/proc/[0-9]+', '/proc/PID', i['home'].replace(top, '/T'))
        print(i['state'], i['source'], home)
        print('   effective', i['effective'], i['effective_entries'] and
              len(i['effective_entries']), 'by', i['overridden_by'],
              'confirmed', i['confirmed'], 'error', i['error'])
        for note in i['notes']:
            print('   note:', note['message'])
END
    [ ! -e "$T/ran" ] || sed "s#$T#T#" "$T/ran"
    rm -f "$T/ran"
}

runtime "$T/var/lib/docker/overlay2/1/diff/opt/jdk"
runtime "$T/jvm"
runtime "$T/image"
mkdir "$T/there"
echo "- one of this machine's is run"
found --list --confirm "$T/jvm"
echo "- storage"
found --list --confirm --scan="$T/var"
found --allow anon --confirm --scan="$T/var"
echo "- storage, of what includes a file that is not here"
echo 'include /nowhere/else' >>"$T/var/lib/docker/overlay2/1/diff/opt/jdk/$SECURITY"
found --list --scan="$T/var"
echo "- as text"
"$JSECPATCH" --state-dir "$T/state" --policy "$T/none" --list --scan="$T/var" -v
echo "- a running program"
printf 'echo >"$0.ready"; read -r _ <&3\necho >&3\n' >"$T/program"
unshare --mount sh -c "mount --bind '$T/image' '$T/there' && mount -t tmpfs none '$T/image' &&
    LD_PRELOAD='$T/there/lib/server/libjvm.so' exec bash '$T/program'" &
until [ -e "$T/program.ready" ]; do sleep 0.01; done
# Hides the machine's own JREs: none of them is asked.
[ ! -d /usr/lib/jvm ] || mount -t tmpfs none /usr/lib/jvm
found --list --confirm
