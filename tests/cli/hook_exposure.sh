# SPDX-License-Identifier: MIT
# systemd finds that our services can do little.
need systemd-analyze
analyze() {
    systemd-analyze security --no-pager --offline=true --threshold="$1" "$2" >"$T/analysis" 2>&1
}
for unit in "$SOURCE_ROOT"/samples/hooks/systemd/*.service; do
    copy=$T/${unit##*/}
    sed "s#@PROGRAM@#$BINDIR/jsecpatch#g" "$unit" >"$copy"
    analyze 100 "$copy" || skip "no offline analysis here"
    if analyze 25 "$copy"; then
        echo "${unit##*/}: at most 2.5"
    else
        cat "$T/analysis"
    fi
done
