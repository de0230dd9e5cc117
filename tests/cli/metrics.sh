# SPDX-License-Identifier: MIT
# Writes metrics for Prometheus, replaces the file atomically, and says if it could not.
file=$T/out/jsecpatch.prom

# Prints the metrics without their explanations, and what else is in their directory.
metrics() {
    grep -v '^#' "$file" | sed -E '/^jsecpatch_processes_unseen/d
        s/(timestamp_seconds) [0-9]+/\1 TIME/; s/version="[0-9.]+"/version="VERSION"/'
    (cd "$T/out" && stat -c '%a %n' -- * .[!.]* 2>/dev/null)
}

mkdir "$T/out"
echo "== all is well"
(umask 077 && j -q --metrics "$file")
metrics

echo "== the file is replaced, not overwritten"
ln "$file" "$T/old"
quietly --allow anon --remember
list_home empty ''
list_home wrong 'SSLv3, DH keySize <'
j -q --metrics "$file"
metrics
grep 'jsecpatch_installs ' "$T/old"

echo "== --reapply counts what it has made"
rm -r opt/wrong
printf 'rule.1.allow = anon,NULL\n' >etc/jsecpatch.conf
j --reapply -q --metrics "$file"
grep -E '_(complying|in_policy|usable|success|effective)' "$file" | grep -v '^#'

echo "== a run that fails says so, and nothing that it does not know"
echo nonsense >etc/jsecpatch.conf
j --reapply -q --metrics "$file"
metrics

echo "== so does one whose output is lost, or with a misspelled entry in the policy"
rm etc/jsecpatch.conf
for way in -l --json; do
    "$JSECPATCH" --root "$R" $way --metrics "$file" >/dev/full 2>&1
    grep -E '_(success|status) ' "$file" | grep -v '^#'
done
printf 'rule.1.allow = annon\n' >etc/jsecpatch.conf
j -q --metrics "$file"
grep -E '_(complying|in_policy|success|status)' "$file" | grep -v '^#'

echo "== nobody knows whether a hook works that was edited"
rm etc/jsecpatch.conf
machine /usr/bin/dpkg
quietly --hook install dpkg
j -q --metrics "$file"
grep '^jsecpatch_hooks' "$file"
: >etc/dpkg/dpkg.cfg.d/jsecpatch
j -q --metrics "$file"
grep '^jsecpatch_hooks' "$file"

echo "== no Java"
mkdir "$T/nothing"
jsec --root "$T/nothing" -q --metrics "$file"
grep -E '_(installs|success|status) ' "$file" | grep -v '^#'

echo "== what is no place for it"
(
    cd "$T/out" || exit
    ln -s . link
    mkdir directory
    mkfifo fifo
    ln -s jsecpatch.prom link.prom
    for path in link/x.prom directory link.prom fifo missing/x.prom jsecpatch.prom/x.prom /; do
        j -q --metrics "$path"
    done
    j --json --metrics missing/x.prom | grep -E '"(failed|code|message)"'
    grep -c '^jsecpatch_' link.prom
    ls -A
)

echo "== usage"
j --metrics "$file" /opt/sample-8
j --metrics "$file" --allow anon
j --metrics "$file" --reapply --dry-run
j --metrics "$file" --property jdk.jar.disabledAlgorithms
j --metrics "$file" --reapply --from-hook dpkg
