# SPDX-License-Identifier: MIT
# A suspension for an update hook is about what the update replaces. All else is left alone.
# valgrind: sample
mkdir -p var/lib/dpkg
owned() {
    printf 'Package: jre\nStatus: install ok %s\nConffiles:\n %s 0\n\n' "$1" \
        /etc/sample-17/security/java.security >var/lib/dpkg/status
}
# Prints the files that are suspended. Afterwards all are as before, with their times.
try() {
    echo "# $*"
    "$JSECPATCH" --root "$R" --suspend --from-hook "$@"
    find etc opt usr -name java.security -type f | sort | while read -r file; do
        ! cmp -s "$file" vendor/"$file" || echo "$file"
    done
    rm -f etc/sample-17/security/*.dpkg-new
    "$JSECPATCH" --root "$R" --reapply --from-hook dpkg
    times | diff patched -
}
times() { find etc opt usr -type f -printf '%p %i %T@\n' | sort | sed 's,\(/java.security\) [0-9]*,\1,'; }
mkdir vendor
cp -a etc opt usr vendor
j --allow anon --remember --quiet
owned installed
times >patched
try dpkg
try dpkg --replaced=owned
try dpkg --replaced=waiting
try apt --replaced=x,jre:amd64,
try apt --replaced=x
printf 'jre\nx\n' | try apt --replaced=-
printf 'opt/sample-8/jre\n/no/such\n' | try pacman --replaced=-
try pacman --replaced=- </dev/null
try pacman --replaced=jre
owned unpacked
try dpkg --replaced=waiting
: >etc/sample-17/security/java.security.dpkg-new
try dpkg --replaced=waiting
echo "# another package manager's lock, which may be old, does not matter to dpkg"
mkdir -p var/lib/pacman
: >var/lib/pacman/db.lck
: >etc/sample-17/security/java.security.dpkg-new
try dpkg --replaced=waiting
echo "# no time is counted until the names are there"
mkfifo names
"$JSECPATCH" --root "$R" --suspend --from-hook dpkg --replaced=- <names &
exec 9>names
sleep 0.5
pgrep -c -P $!
echo jre >&9
exec 9>&-
wait
cmp etc/sample-17/security/java.security vendor/etc/sample-17/security/java.security
echo "# refused"
j --suspend --replaced=owned
j --reapply --from-hook dpkg --replaced=owned
j --suspend --from-hook dpkg --replaced=
j --suspend --from-hook dpkg --replaced
