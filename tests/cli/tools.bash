# SPDX-License-Identifier: MIT
# Functions that cases call. run.bash sources it. They print what belongs into the golden.
set -u
AS=()
STATE=$R/var/lib/jsecpatch
SECURITY=conf/security/java.security

# Ends the case. In a pipeline only this part ends, and the rest still runs.
skip() {
    echo "skipped: $*" >"$T/skipped"
    exit 77
}

need() {
    local tool
    for tool; do
        command -v "$tool" >/dev/null || skip "$tool is not there"
    done
}

# Skips where QEMU emulates the kernel, which does not do WHAT.
need_kernel() {
    case ${WRAP-} in
    *qemu-*) skip "QEMU does not $1" ;;
    esac
}

# The leak sanitizer does not work under strace.
need_strace() {
    need strace
    need_kernel "let strace see the calls of its program"
    strace -f -qq -o /dev/null true 2>/dev/null || skip "no strace here"
    export ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0
}

need_root() {
    [ "$(id -u)" = 0 ] || skip "needs root"
}

# Runs the rest of the case as root in its own mount namespace. With --processes it also
# sees no other processes.
need_mounts() {
    local own=(--mount) why

    [ "${IN_NAMESPACE-}" ] && return
    need unshare mount
    [ "$(id -u)" = 0 ] || own+=(--user --map-root-user)
    [ "${1-}" != --processes ] || own+=(--pid --fork --kill-child --mount-proc)
    why=$(unshare "${own[@]}" mount -t tmpfs none "$HOME" 2>&1) || skip "no mounts here: $why"
    # shellcheck disable=SC2016
    IN_NAMESPACE=1 exec unshare "${own[@]}" --propagation private \
        bash -c '. "$HERE/tools.bash" && . "$0"' "$0"
}

# For cases that make changes without --root: keeps these out of the machine's log.
without_log() {
    # shellcheck disable=SC2016
    [ "${LOG_IS_HIDDEN-}" ] || LOG_IS_HIDDEN=1 exec "$HERE/../without-log" \
        bash -c '. "$HERE/tools.bash" && . "$0"' "$0"
}

need_xattrs() {
    need setfattr getfattr setfacl getfacl
    : >"$T/probe"
    if ! { setfattr -n user.probe -v 1 "$T/probe" && setfacl -m u:65534:r "$T/probe"; } \
        2>/dev/null; then
        skip "no extended attributes or ACLs in $T"
    fi
}

# For cases that run the command as another user: the users must exist and reach the
# command.
need_users() {
    local why

    need_root
    need setpriv
    why=$(as 65534 test -x "$JSECPATCH" 2>&1) ||
        skip "no other user can run $JSECPATCH${why:+: $why}"
}

# as N COMMAND...: runs a command as user and group N.
as() {
    local n=$1

    shift
    setpriv --reuid="$n" --regid="$n" --clear-groups "$@"
}

# user FUNCTION...: calls a function that then runs the command as an ordinary user.
user() {
    local AS=(setpriv --reuid=65534 --regid=65534 --clear-groups)

    "$@"
}

# Keeps the JSON that the command printed. run.bash validates it at the end of the case.
keep_document() {
    case " $* " in
    *" --json "*) cat "$T/stdout" >>"$T/documents" ;;
    esac
}

# Runs the command with --json and prints the document.
document() {
    "${AS[@]}" "$JSECPATCH" --json "$@" </dev/null | tee -a "$T/documents"
    return "${PIPESTATUS[0]}"
}

# Runs the command. Prints its output, then its errors after "! ", then its status if not
# 0.
jsec() {
    local status=0

    "${AS[@]}" "$JSECPATCH" "$@" >"$T/stdout" 2>"$T/stderr" </dev/null || status=$?
    keep_document "$@"
    sed -E "/$MACHINES/d" "$T/stdout"
    sed 's/^/! /' "$T/stderr"
    [ $status = 0 ] || echo "=> $status"
}

# Does the same on the copy of the samples.
j() {
    jsec --root "$R" "$@"
}

# Does the same without printing anything.
silently() {
    local status=0

    "${AS[@]}" "$JSECPATCH" --root "$R" "$@" >"$T/stdout" 2>&1 </dev/null || status=$?
    keep_document "$@"
    return $status
}

# Drops the progress that slow runs show on a terminal.
drop_progress() {
    sed -E $'s/(\r[^\r]*\e\\[K)+//'
}

# Does the same on a terminal with so many columns. COLUMNS also counts, if set. Drops the
# machine's own lines even if they are wrapped.
on_terminal() {
    local width=$1

    need script stty
    shift
    TERM=xterm SHELL=$BASH script -qec "stty cols $width && $(printf '%q ' "${AS[@]}" "$JSECPATCH" --root "$R" "$@")" \
        /dev/null </dev/null | drop_progress | sed -E "s/\r\$//" |
        awk '$0 ~ ENVIRON["MACHINES"] { skip = 1; next } /^[^ ]/ { skip = 0 } !skip'
}

# Prepares a case: the command must succeed.
quietly() {
    silently "$@" || { echo "=> $?: $*"; cat "$T/stdout"; }
}

# Prepares programs that wait on descriptor 3 until the case ends, and a $library for them
# to map: it gives them a second thread.
waiting_programs() {
    need mkfifo
    library=$BUILD_ROOT/lib/libsecond_thread.so
    [ -e "$library" ] || skip "libsecond_thread.so is not built for the programs of this machine"
    mkfifo "$T/end"
    exec 3<>"$T/end"
    trap 'echo >&3; wait' EXIT
}

# home NAME [VERSION]: makes a Java home /opt/NAME; java.security is the standard input.
home() {
    mkdir -p "$R/opt/$1/conf/security"
    printf 'JAVA_VERSION="%s"\n' "${2-17.0.15}" >"$R/opt/$1/release"
    cat >"$R/opt/$1/$SECURITY"
}

# list_home NAME ENTRIES: makes a home with these entries, in one line.
list_home() {
    printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=%s\nlast=1\n' "$2" |
        home "$1"
}

# Runs the command on homes in $R as if they were the machine's.
jsec_here() {
    jsec --state-dir "$STATE" --policy "$T/none" "$@" | sed "s,$R,R,g"
}

# java_home NAME: adds a bin/java that prints the file NAME/says, and records in log/NAME
# who runs it.
java_home() {
    mkdir -p "$R/opt/$1/bin" "$R/log"
    cat >"$R/opt/$1/bin/java" <<'END'
#!/bin/sh
home=${0%/bin/java}
echo "$(id -u) $(id -G) $* $JAVA_TOOL_OPTIONS $SECRET" >>"${home%/opt/*}/log/${home##*/}"
cat "$home/says" >&2
END
    chmod 755 "$R/opt/$1/bin/java"
    : >"$R/log/$1"
    chmod 666 "$R/log/$1"
}

# java_says NAME LIST [SUITE...]: sets what this Java prints about its java.security.
java_says() {
    printf '%s\n' 'Picked up JAVA_TOOL_OPTIONS: -Dx=1' '' "jsecpatch-ask property=$2" \
        "${@:3}" 'jsecpatch-ask end' | sed 's/^TLS_/jsecpatch-ask suite=&/' >"$R/opt/$1/says"
}

# machine PROGRAM...: makes a machine with these programs, and jsecpatch for the hooks to
# call. Where dpkg is, it has its own files in its database.
machine() {
    local program

    for program in "$BINDIR/jsecpatch" "$@"; do
        install -D -m 755 /dev/null "$R$program"
        [ "$program" != /usr/bin/dpkg ] ||
            install -D -m 644 /dev/null "$R/var/lib/dpkg/info/dpkg.list"
    done
}
# shellcheck disable=SC2034 # cases use it
ALL=(/usr/bin/{unattended-upgrade,dpkg,rpm,dnf-3,dnf5,zypper,pacman} /sbin/apk
    /usr/lib/systemd/systemd)

# Prints the tree outside of the samples and the state directory.
tree() {
    find . -path ./opt -prune -o -path ./var -prune -o -printf '%P %y %m %l\n' | sort
}

# Prints all that can change under $R, except the state directory.
state_of_tree() {
    find . -path ./var/lib/jsecpatch -prune -o -path ./var -o -path ./var/lib -o \
        -type d -printf '%P %y %m %U:%G\n' -o -printf '%P %y %m %U:%G %i %s %l %T@ %C@\n' |
        sort
    find . -path ./var/lib/jsecpatch -prune -o -type f -size -20M -exec md5sum {} + \
        2>/dev/null | sort
}

snapshot() {
    state_of_tree >"$T/before"
}

unchanged() {
    state_of_tree >"$T/after"
    if cmp -s "$T/before" "$T/after"; then
        echo "nothing changed"
    else
        echo "CHANGED:"
        diff "$T/before" "$T/after"
    fi
}

# Runs a command that must not change anything.
refused() {
    snapshot
    "$@"
    unchanged
}

same_tree() {
    diff -r --no-dereference -x var "$1" "$2" >"$T/differences" && return
    echo "$3:"
    cat "$T/differences"
}

# Applies the dry run's diff with patch(1): the real run must have the same result.
# --restore must give the old bytes.
edit() {
    rm -rf "$T/old" "$T/patched"
    cp -a "$R" "$T/old"
    cp -a "$R" "$T/patched"
    jsec --root "$R" --dry-run "$@"
    if [ -s "$T/stdout" ]; then
        need patch
        patch -p1 --binary --silent -d "$T/patched" <"$T/stdout" || echo "patch failed"
    fi
    quietly "$@"
    same_tree "$T/patched" "$R" "the run differs from its dry run"
    quietly --restore "${RESTORE[@]}"
    same_tree "$T/old" "$R" "restored differently"
}
RESTORE=()

# Prints the archives of backups, oldest first.
archives() {
    find "$STATE/backups" -name '*.tar' ! -name '.*' | sort
}

# seal NAME: makes a record of the state directory; its text is the standard input.
seal() {
    cat >"$T/text"
    printf '# jsecpatch %s, format %s, sha256 %s\n' "$1" "${FORMAT-1}" \
        "$(sha256sum "$T/text" | cut -d' ' -f1)" | cat - "$T/text" >"$STATE/$1"
}

n_backups() {
    echo "backups: $(archives 2>/dev/null | wc -l)"
}

# Copies the sample Access Manager installation to /opt/am.
access_tree() {
    rm -rf "$R/opt/am"
    cp -r "$SOURCE_ROOT/samples/access-manager" "$R/opt/am"
    chmod -R u+w,go-w "$R/opt/am"
    [ -e "$R/srv/java" ] && return
    mkdir -p "$R/srv"
    cp -r "$R/opt/sample-25" "$R/srv/java"
    sed -i 's/ anon,//' "$R/srv/java/$SECURITY"
}

# Prints what an audit of the settings finds, without the table and the diagnosis. The Java
# allows anon.
audit() {
    jsec --root "$R" --access-manager /opt/am "$@" /srv/java |
        grep -aE '^(problem|note|   +compare|[0-9, a-z;]+ settings? in|=>|!)'
}

# say FILE KEY VALUE: changes the value of the key in the file.
say() {
    find "$R/opt/am" -name "$1" -exec sed -i "s/^$2\\( *= *\\)[^\r]*/$2\\1$3/" {} +
}

# Prints owner, mode, attributes and ACL of a file in the tree, without following links.
metadata() {
    stat -c '%F %a %u:%g %n' "$1"
    getfattr -h -d -m '^user' "$1" 2>/dev/null | grep -v '^#' | grep .
    getfacl -cpn "$1" 2>/dev/null | grep .
}

# Prints the lines of the list in a file.
list_line() {
    grep -a -A3 '^jdk.tls.disabledAlgorithms' "$R/$1"
}

# override_home NAME ENTRIES [VERSION]: makes a Java home that reads
# -Djava.security.properties.
override_home() {
    printf 'security.overridePropertiesFile=true\njdk.tls.disabledAlgorithms=%s\n' "$2" |
        home "$1" "${3-17.0.15}"
    printf 'IMPLEMENTOR="Debian"\n' >>"$R/opt/$1/release"
}

# make_tar FILE PATH...: packs parts of the tree, always with the same bytes. FILE's name
# selects the compression.
make_tar() {
    local file=$1

    shift
    tar --sort=name --mtime=@1600000000 --owner=0 --group=0 --numeric-owner -acf "$file" "$@"
}

# make_archives EXTENSION...: packs two homes in opt/ and another file as
# /srv/jdks.EXTENSION.
make_archives() {
    local kind

    mkdir -p srv
    seq 20000 >opt/sample-25/zz
    for kind; do
        if [ "$kind" = zip ]; then
            (cd opt && find . -exec touch -d @1600000000 {} + && zip -qrX ../srv/jdks.zip sample-8 sample-25)
        else
            (cd opt && make_tar "../srv/jdks.$kind" sample-8 sample-25)
        fi
    done
}

# Prints all about an archive's members, except sizes that may change.
members() {
    case $1 in
    *.zip) unzip -Z -l "$1" | grep -v java.security | sed '1,2d;$d' ;;
    *) tar --numeric-owner --full-time -tvf "$1" | sed -E '/java.security$/s/ +[0-9]+ / SIZE /' ;;
    esac
}

# Unpacks into a new directory.
unpack() {
    rm -rf "$2"
    mkdir -p "$2"
    case $1 in
    *.zip) unzip -q "$1" -d "$2" ;;
    *) tar -xf "$1" -C "$2" ;;
    esac
}

# Installs the completions where the shells look for them, and a jsecpatch that records
# its arguments in $T/typed.
completions() {
    local from=$SOURCE_ROOT/cli/completions

    mkdir -p "$T"/bin "$T"/share/{bash-completion/completions,zsh/site-functions} \
        "$T/share/fish/vendor_completions.d"
    cp "$from/jsecpatch.bash" "$T/share/bash-completion/completions/jsecpatch"
    cp "$from/_jsecpatch" "$T/share/zsh/site-functions"
    cp "$from/jsecpatch.fish" "$T/share/fish/vendor_completions.d"
    cat >"$T/bin/jsecpatch" <<'END'
#!/bin/sh
[ "${1-}" != --complete ] || exec "$JSECPATCH" "$@"
echo "$(printf '[%s]' "$@")" >>"$T/typed" # in one write: the next line is typed after it
END
    chmod 755 "$T/bin/jsecpatch"
    quietly -q -a anon
    touch "file with blank"
    mkdir "opt/d e"
}

# Types command lines into a shell, with a tab where each one ends, and prints the result.
type_lines() {
    local line

    while read -r line; do
        echo "jsecpatch ${line//TAB/$'\t'}"
    done <"$HERE/type.lines" | sed "s#ROOT#--root $R#" |
        PATH=$T/bin:$PATH XDG_DATA_DIRS=$T/share:/usr/local/share:/usr/share TERM=xterm \
            python3 "$HERE/type.py" "$T/typed" "$@"
    cat "$T/typed"
}
