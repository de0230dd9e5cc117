# SPDX-License-Identifier: MIT
# The lock is held only while files are written, and a run that had to wait for it plans again.
# valgrind: heavy, under strace
need_strace
home=usr/lib/jvm/java-25
mkdir -p usr/lib/jvm
mv opt/sample-25 $home
rm -rf opt etc/sample-17
for action in --allow --disallow; do
    strace -f -qq -s 99 -o "$T/trace" -e trace=openat,fcntl "$JSECPATCH" --root "$R" -q $action anon
    sed -En 's/.*"(release)".*/it looks at \1/p; s/.*F_OFD_SETLK.*/the lock/p' "$T/trace" | uniq
done
# Which fcntl of the first thread takes the lock.
nth=$(awk '!n { first = $1 } $1 == first && /fcntl/ { n++ } /F_OFD_SETLK/ { print n; exit }' "$T/trace")
echo "- one run while another one is about to take the lock"
strace -f -qq -o "$T/trace" -e "inject=fcntl:delay_enter=3000000:when=$nth" -e trace=fcntl \
    "$JSECPATCH" --root "$R" -q --allow anon &
sleep 1
j -q --allow NULL
wait $! && echo "both succeed"
j --list $home | grep -c -e anon -e NULL
n_backups
echo "- so does one that makes an override file"
j -q --restore
echo "security.overridePropertiesFile=true" >>$home/$SECURITY
emit=("$JSECPATCH" --root "$R" -q --force --emit-override /etc/o.security --allow anon "$home")
strace -f -qq -o "$T/trace" -e trace=fcntl "${emit[@]}"
nth=$(awk '!n { first = $1 } $1 == first && /fcntl/ { n++ } /F_OFD_SETLK/ { print n; exit }' "$T/trace")
rm etc/o.security
strace -f -qq -o "$T/trace" -e "inject=fcntl:delay_enter=3000000:when=$nth" -e trace=fcntl "${emit[@]}" &
sleep 1
j -q --allow NULL $home
wait $! && echo "both succeed"
grep -c -e anon -e NULL etc/o.security
