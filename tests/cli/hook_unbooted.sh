# SPDX-License-Identifier: MIT
# Where no init runs nothing is installed unasked. (A dry run, should it be.)
need unshare
need_root
unshare --mount --pid --fork --mount-proc true 2>/dev/null || skip "no namespaces here"
AS=(unshare --mount --pid --fork --mount-proc)
jsec --state-dir "$T/state" --dry-run --hook install
