# SPDX-License-Identifier: MIT
# Works on Linux 4.18, which lacks many calls. strace hides them.
# valgrind: heavy, under strace
need_strace
missing=openat2,close_range,clone3,faccessat2,pidfd_open,pidfd_send_signal
old() {
    strace -f -qq -o "$T/trace" -e trace=$missing -e inject=$missing:error=ENOSYS \
        "$JSECPATCH" --root "$R" "$@" >"$T/said" 2>&1
    echo "$* => $?"
    cat "$T/trace" >>"$T/traces"
}
old --list
old --scan=/opt
old --dry-run --allow anon
old --allow anon --remember
old --backups
old --reapply
old --restore --forget
same_tree "$SOURCE_ROOT/samples/root/opt" opt "restored differently"
grep -q "openat2.*INJECTED" "$T/traces" && echo "calls were hidden"
