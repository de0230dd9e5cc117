# SPDX-License-Identifier: MIT
# Never prints control characters of paths and words as they are.
evil=$(printf 'e\033[31mvil\nhome\tx')
list_home "$evil" 'anon, A'

# Counts the lines of the last run's output that have control characters.
raw() {
    cat "$T/stdout" "$T/stderr" | grep -c "$(printf '[\001-\010\013-\037\177]')"
}

try() {
    j "$@" | sed -E 's/[0-9a-f]{64}/DIGEST/'
    echo "raw: $(raw)"
}
try -l -v "/opt/$evil"
try -a B --force "/opt/$evil"
try -n -a anon "/opt/$evil"
try -a anon "/opt/$evil"
try --backups -v
try -r "/opt/$evil"
try -a anon "/opt/$evil/no"
try -a "$evil"
try "--$evil"
try --color "$evil"
try --state-dir "/dev/null/$evil" -a anon
jsec --root "/$evil"
echo "raw: $(raw)"
