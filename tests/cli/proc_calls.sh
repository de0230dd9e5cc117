# SPDX-License-Identifier: MIT
# A process with one thread costs one call. Mappings are read of those with more threads, and
# once in a run. With -q, no process is looked at for the sake of a named home.
# valgrind: heavy, under strace
need_strace
need_mounts --processes
waiting_programs
trap 'kill $(jobs -p)' EXIT
home=$T/jvm

# run OPTION...: prints how many calls a run makes, and how many mappings it reads, of how many
# processes. A busy machine may start many other threads meanwhile: the best of some runs counts.
run() {
    for _ in {1..5}; do
        rm -rf "$home" "$T/state"
        cp -r "$R/opt/sample-25" "$home"
        strace -f -qq -y -o "$T/trace" "$JSECPATCH" --state-dir "$T/state" --policy "$T/none" \
            "$@" >"$T/said" 2>&1 || { echo "=> $?" && cat "$T/said"; } >&2
        sed -n -E 's/.* openat\([0-9]+<(.*)>, "maps".*/\1/p' "$T/trace" >"$T/maps"
        echo "$(grep -vc 'resumed>' "$T/trace") $(wc -l <"$T/maps") $(sort -u "$T/maps" | wc -l)"
    done | sort -n | head -n 1
}

# Starts programs that wait, up to this number.
sleepers=0
until_there_are() {
    while [ $sleepers -lt "$1" ]; do
        sleep 1000 &
        sleepers=$((sleepers + 1))
    done
}

for _ in 1 2 3; do
    LD_PRELOAD=$library sleep 1000 &
done
actions=("--list" "--list $home" "--allow anon $home" "--allow anon -q $home")
until_there_are 20
sleep 0.2
for action in "${actions[@]}"; do
    # shellcheck disable=SC2086 # several words
    few+=("$(run $action)")
done
until_there_are 60
sleep 0.2
for i in "${!actions[@]}"; do
    # shellcheck disable=SC2086 # several words
    read -r calls maps programs < <(run ${actions[i]})
    echo "${actions[i]//$T/T}: $(((calls - ${few[i]%% *} + 20) / 40)) for a process, $maps maps of $programs"
done
