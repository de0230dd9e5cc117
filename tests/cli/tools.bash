# SPDX-License-Identifier: MIT
# What the cases call; sourced by run.bash. Functions print what belongs into the golden.
set -u
AS=()
STATE=$R/var/lib/jsecpatch
SECURITY=conf/security/java.security

# Ends the case, from within a pipeline, too, where only the rest of it runs.
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

need_root() {
    [ "$(id -u)" = 0 ] || skip "needs root"
}

# Lets the rest of the case run as root of a mount namespace of its own; with --processes it
# sees no processes but its own, too.
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

need_xattrs() {
    need setfattr getfattr setfacl getfacl
    : >"$T/probe"
    if ! { setfattr -n user.probe -v 1 "$T/probe" && setfacl -m u:65534:r "$T/probe"; } \
        2>/dev/null; then
        skip "no extended attributes or ACLs in $T"
    fi
}

# For cases in which others run the command: they have to exist, and to reach it.
need_users() {
    local why

    need_root
    need setpriv
    why=$(as 65534 test -x "$JSECPATCH" 2>&1) ||
        skip "no other user can run $JSECPATCH${why:+: $why}"
}

# The rest of the line as user and group N.
as() {
    local n=$1

    shift
    setpriv --reuid="$n" --regid="$n" --clear-groups "$@"
}

# The rest of the line with the rights of a user who is nobody in particular.
user() {
    local AS=(as 65534)

    "$@"
}

# What the command printed, if that is JSON: run.bash validates it when the case has ended.
keep_document() {
    case " $* " in
    *" --json "*) cat "$T/stdout" >>"$T/documents" ;;
    esac
}

# Runs the command with --json, and prints what it prints.
document() {
    "${AS[@]}" "$JSECPATCH" --json "$@" </dev/null | tee -a "$T/documents"
    return "${PIPESTATUS[0]}"
}

# Runs the command: its output, then its errors behind "! ", then its status unless 0.
jsec() {
    local status=0

    "${AS[@]}" "$JSECPATCH" "$@" >"$T/stdout" 2>"$T/stderr" </dev/null || status=$?
    keep_document "$@"
    sed -E "/$MACHINES/d" "$T/stdout"
    sed 's/^/! /' "$T/stderr"
    [ $status = 0 ] || echo "=> $status"
}

# The same on the copy of the samples.
j() {
    jsec --root "$R" "$@"
}

# The same without a word.
silently() {
    local status=0

    "${AS[@]}" "$JSECPATCH" --root "$R" "$@" >"$T/stdout" 2>&1 </dev/null || status=$?
    keep_document "$@"
    return $status
}

# The same on a terminal of so many columns, and as wide as COLUMNS says if that is set. What
# depends on the machine may be several lines there.
on_terminal() {
    local width=$1

    need script stty
    shift
    TERM=xterm SHELL=$BASH script -qec "stty cols $width && $(printf '%q ' "$JSECPATCH" --root "$R" "$@")" \
        /dev/null </dev/null | sed -E "s/\r\$//" |
        sed -E "/$MACHINES/,/^[^ ]/{/$MACHINES/d; /^ /d}"
}

# For what only prepares a case, and has to succeed.
quietly() {
    silently "$@" || { echo "=> $?: $*"; cat "$T/stdout"; }
}

# For programs that wait on descriptor 3 until the case ends, and a $library for them to map.
waiting_programs() {
    need ldd mkfifo
    library=$(ldd "$BASH" | awk '$2 == "=>" && $3 ~ /^\// { print $3; exit }')
    [ "$library" ] || skip "no library to copy"
    mkfifo "$T/end"
    exec 3<>"$T/end"
    trap 'echo >&3; wait' EXIT
}

# A Java home /opt/NAME whose java.security is the standard input.
home() {
    mkdir -p "$R/opt/$1/conf/security"
    printf 'JAVA_VERSION="%s"\n' "${2-17.0.15}" >"$R/opt/$1/release"
    cat >"$R/opt/$1/$SECURITY"
}

# A home whose list is ENTRIES, in one line.
list_home() {
    printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=%s\nlast=1\n' "$2" |
        home "$1"
}

# The same on homes of the copy, as if they were the machine's.
jsec_here() {
    jsec --state-dir "$STATE" --policy "$T/none" "$@" | sed "s,$R,R,g"
}

# Gives the home /opt/NAME a Java, which says what NAME/says does, and notes who runs it.
java_home() {
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

# NAME PROPERTIES: what that Java says of java.security.
java_says() {
    printf '    Security properties:\n        a=b\n%s\n        z=\n\n' "$2" >"$R/opt/$1/says"
}

# A machine of these programs, and jsecpatch where the hooks are to call it.
machine() {
    local program

    for program in "$BINDIR/jsecpatch" "$@"; do
        install -D -m 755 /dev/null "$R$program"
    done
}
# shellcheck disable=SC2034 # cases use it
ALL=(/usr/bin/{apt-get,unattended-upgrade,dpkg,rpm,dnf-3,dnf5,zypper,pacman} /sbin/apk
    /usr/lib/systemd/systemd)

# The trees beside the samples, without the state directory.
tree() {
    find . -path ./opt -prune -o -path ./var -prune -o -printf '%P %y %m %l\n' | sort
}

# All that could be changed under $R, but for the state directory.
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

# A run that must not change anything.
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

# The dry run's diff; patch(1) and the run must make the same of it, --restore the old bytes.
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

# The archives of backups, oldest first.
archives() {
    find "$STATE/backups" -name '*.tar' ! -name '.*' | sort
}

n_backups() {
    echo "backups: $(archives 2>/dev/null | wc -l)"
}

# A copy of the sample Access Manager installation, in /opt/am.
access_tree() {
    rm -rf "$R/opt/am"
    cp -r "$SOURCE_ROOT/samples/access-manager" "$R/opt/am"
    chmod -R u+w,go-w "$R/opt/am"
}

# What an audit of it finds, without the table and the diagnosis.
audit() {
    jsec --root "$R" --access-manager /opt/am "$@" |
        grep -aE '^(problem|note|   +compare|[0-9, a-z;]+ settings? in|=>|!)'
}

# FILE KEY VALUE: what the file's definition of the key says from now on.
say() {
    find "$R/opt/am" -name "$1" -exec sed -i "s/^$2\\( *= *\\)[^\r]*/$2\\1$3/" {} +
}

# Owner, mode, attributes and ACL of a file in the tree, without following links.
metadata() {
    stat -c '%F %a %u:%g %n' "$1"
    getfattr -h -d -m '^user' "$1" 2>/dev/null | grep -v '^#' | grep .
    getfacl -cpn "$1" 2>/dev/null | grep .
}

# The file's lines of interest.
list_line() {
    grep -a -A3 '^jdk.tls.disabledAlgorithms' "$R/$1"
}

# A Java home /opt/NAME that takes the files of -Djava.security.properties, with ENTRIES.
override_home() {
    printf 'security.overridePropertiesFile=true\njdk.tls.disabledAlgorithms=%s\n' "$2" |
        home "$1" "${3-17.0.15}"
    printf 'IMPLEMENTOR="Debian"\n' >>"$R/opt/$1/release"
}

# FILE PATH...: a tar of parts of the tree, always the same, compressed as FILE is called.
make_tar() {
    local file=$1

    shift
    tar --sort=name --mtime=@1600000000 --owner=0 --group=0 --numeric-owner -acf "$file" "$@"
}

# Two homes in opt/ and a file beside them, in /srv/jdks.EXTENSION each.
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

# All that can be known of an archive's members but for sizes of those that may change.
members() {
    case $1 in
    *.zip) unzip -Z -l "$1" | grep -v java.security | sed '1,2d;$d' ;;
    *) tar --numeric-owner --full-time -tvf "$1" | sed -E '/java.security$/s/ +[0-9]+ / SIZE /' ;;
    esac
}

# Unpacks into a fresh directory.
unpack() {
    rm -rf "$2"
    mkdir -p "$2"
    case $1 in
    *.zip) unzip -q "$1" -d "$2" ;;
    *) tar -xf "$1" -C "$2" ;;
    esac
}

# Where the shells look for completions, as they are installed, and a jsecpatch that writes
# into $T/typed what it is called with.
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
{ printf '[%s]' "$@"; echo; } >>"$T/typed"
END
    chmod 755 "$T/bin/jsecpatch"
    quietly -q -a anon
    touch "file with blank"
    mkdir "opt/d e"
}

# Types command lines into the shell, with a tab where each ends, and prints what they became.
type_lines() {
    local line

    while read -r line; do
        echo "jsecpatch ${line//TAB/$'\t'}"
    done <"$HERE/type.lines" | sed "s#ROOT#--root $R#" |
        PATH=$T/bin:$PATH XDG_DATA_DIRS=$T/share:/usr/local/share:/usr/share TERM=xterm \
            python3 "$HERE/type.py" "$T/typed" "$@"
    cat "$T/typed"
}
