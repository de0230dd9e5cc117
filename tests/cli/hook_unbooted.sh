# SPDX-License-Identifier: MIT
# Without a running init, installs only hooks that were named. A dry run, to be safe.
need unshare
need_root
unshare --mount --pid --fork --mount-proc true 2>/dev/null || skip "no namespaces here"
AS=(unshare --mount --pid --fork --mount-proc)
jsec --state-dir "$T/state" --dry-run --hook install
