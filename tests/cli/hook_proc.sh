# SPDX-License-Identifier: MIT
# A hook looks for running programs only after it has patched a file: else it does not open
# /proc. By hand, --reapply also finds installs of running programs.
# valgrind: heavy, under strace
without_log
need_strace
home=$T/jvm
cp -r "$R/opt/sample-25" "$home"
printf 'rule.1.allow = anon\nrule.1.target = %s\n' "$home" >"$T/policy"

# Prints /proc if a run opens it.
opens() {
    strace -f -qq -y -o "$T/trace" -e trace=open,openat,openat2 \
        "$JSECPATCH" --state-dir "$T/state" --policy "$T/policy" "$@" >/dev/null 2>&1
    grep -F "$home" "$T/trace" >/dev/null || echo "the install was not looked at"
    sed -n -E 's/.*open[a-z0-9]*\(([^ ]*, )?"(\/proc)".*/\2/p' "$T/trace" | sort -u
}

echo "- by hand"
opens --reapply
echo "- as a hook"
opens --reapply --from-hook apt
opens --suspend --from-hook apt
grep result "$T/state/hook-runs"
echo "- as a hook that patches"
opens --reapply --from-hook apt
echo "- suspended by hand"
opens --suspend
