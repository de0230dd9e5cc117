# SPDX-License-Identifier: MIT
# Changes more installs than files can be open at once.
for i in $(seq 100 299); do
    list_home "jdk-$i" 'A, anon, B'
done
(ulimit -n 64 && j -q -a anon)
grep -L anon opt/jdk-*/$SECURITY | wc -l
(ulimit -n 64 && j -q -r)
grep -l anon opt/jdk-*/$SECURITY | wc -l
n_backups
