# SPDX-License-Identifier: MIT
# What a file or a process of another user names is read with that user's rights, and never
# from proc.
# valgrind: heavy, under strace
need_users
need_mounts --processes
need_strace
rm -r opt/sample-* usr/lib/jvm
mkdir -p proc
mount --bind /proc proc
[ -e proc/kmsg ] || skip "no /proc/kmsg"
printf 'jdk.tls.disabledAlgorithms=SECRET\n' >etc/shadow
chmod 600 etc/shadow
mkdir -m 700 etc/closed
printf 'jdk.tls.disabledAlgorithms=SECRET\n' >etc/closed/public
printf 'jdk.tls.disabledAlgorithms=PUBLIC\n' >etc/public

# opened COMMAND...: prints which of these files a run has opened to read them.
opened() {
    strace -f -y -qq -e trace=open,openat,openat2 -o "$T/trace" "$@" >/dev/null 2>&1 </dev/null
    grep -v O_PATH "$T/trace" | grep -oE '= [0-9]+<.*/(shadow|kmsg|public|secret|options|group)>' |
        sed 's#.*/#opened #; s#>##' | sort -u
}

# include FILE...: makes a Java that includes these files.
include() {
    {
        printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=anon\n'
        printf 'include %s\n' "$@"
    } | home "$name" 25
}

show() {
    opened "$JSECPATCH" --root "$R" --list
    j --list | grep -E '^  (blocks|but|note)|=>'
    opened "$JSECPATCH" --root "$R" --dry-run --allow anon "/opt/$name"
    j --dry-run --allow anon "/opt/$name" 2>&1 | grep '^! ' | cut -d, -f1
}

for name in theirs roots; do
    for file in /etc/shadow /proc/kmsg /etc/closed/public /etc/public; do
        echo "- $name includes $file"
        include "$file"
        [ $name = roots ] || chown -R 65534:65534 "opt/$name"
        show
    done
    rm -r "opt/$name"
done
name=theirs
printf 'jdk.tls.disabledAlgorithms=SECRET\n' >etc/group
chmod 640 etc/group
for group in 0 65533; do
    echo "- a user's of group $group includes what that group may read"
    chgrp $group etc/group
    include /etc/group
    chown -R "65534:$group" "opt/$name"
    show
    rm -r "opt/$name"
done
echo "- a user's includes what only that user may read"
printf 'jdk.tls.disabledAlgorithms=PRIVATE\n' >etc/private
chmod 600 etc/private
include /etc/private
chown -R 1234 "opt/$name" etc/private
show
rm -r "opt/$name"
echo "- root's includes a user's, which includes what the user may not read"
name=roots
include /etc/theirs
printf 'include /etc/shadow\n' >etc/theirs
chown 65534 etc/theirs
show
echo "- and what only that user may read"
printf 'include /etc/private\n' >etc/theirs
chown 1234 etc/theirs
show
rm -r opt/roots
umount proc

waiting_programs
printf 'security.overridePropertiesFile=true\njdk.tls.disabledAlgorithms=anon\n' | home jvm
mkdir -p opt/jvm/lib/server
cp "$library" opt/jvm/lib/server/libjvm.so
echo 'jdk.tls.disabledAlgorithms=SECRET' | tee "$T/secret" >"$T/group"
echo "-Djava.security.properties==$T/public" >"$T/options"
echo 'jdk.tls.disabledAlgorithms=PUBLIC' >"$T/public"
chmod 600 "$T/secret" "$T/options"
chmod 640 "$T/group"
chgrp 65533 "$T/group"
chmod 711 "$T"
# a process whose program its user may not read does not want to be traced
install -m 755 "$BASH" "$T/traced"
install -m 711 "$BASH" "$T/untraced"
printf 'echo >"$1"; read -r _ <&3\necho >&3\n' >"$T/wait"

# judge PROGRAM OPTIONS [GROUP]: asks for the list of a user's process with these options.
judge() {
    local group=(--clear-groups) ready=$HOME/ready.$((n += 1))
    [ $# = 2 ] || group=(--groups "$3")
    setpriv --reuid=65534 --regid=65534 "${group[@]}" env "JAVA_TOOL_OPTIONS=$2" \
        "LD_PRELOAD=$R/opt/jvm/lib/server/libjvm.so" "$T/$1" "$T/wait" "$ready" &
    until [ -e "$ready" ]; do sleep 0.01; done
    opened "$JSECPATCH" --state-dir "$STATE" --policy "$T/none" --list "$R/opt/jvm"
    jsec_here --list "$R/opt/jvm" | grep 'its list' | sed "s#$T#T#"
    echo >&3
    wait
    read -r _ <&3
}
n=0
chmod 777 "$HOME"

for program in traced untraced; do
    for file in secret group public; do
        echo "- a process of a user, $program, names $file"
        judge $program "-Djava.security.properties==$T/$file"
    done
done
echo "- one that is in the group"
judge traced "-Djava.security.properties==$T/group" 65533
echo "- what is no real file"
judge traced "-Djava.security.properties==/proc/kmsg"
echo "- an options file"
judge traced "-XX:VMOptionsFile=$T/options"
chmod 644 "$T/options"
judge traced "-XX:VMOptionsFile=$T/options"
