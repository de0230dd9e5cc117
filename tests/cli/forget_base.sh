# SPDX-License-Identifier: MIT
# A backup that has the bytes of another one is kept until that one is dropped, too.
for i in 1 2; do
    list_home jdk-$i "$(printf 'A%.0s, ' {1..300})anon"
    quietly -a anon /opt/jdk-$i
done
tar -tvf "$(archives | tail -1)" | sed -n 's/.*java.security //p' | sed -E 's/[0-9]{6}-[^/]*/ID/'
rm -r opt/jdk-1
j --forget /opt/jdk-1
j --restore /opt/jdk-2 -q
rm -r opt/jdk-2
j --forget /opt/jdk-2
j --forget /opt/jdk-1
n_backups
