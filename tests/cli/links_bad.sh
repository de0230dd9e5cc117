# SPDX-License-Identifier: MIT
# Reports links that lead in circles or nowhere.
ln -s loop2 opt/loop1
ln -s loop1 opt/loop2
ln -s nothing opt/dangling
for name in circle nowhere; do
    list_home $name anon
    rm opt/$name/$SECURITY
done
ln -s java.security opt/circle/$SECURITY
ln -s /etc/nowhere/java.security opt/nowhere/$SECURITY
refused j -a anon /opt/loop1
refused j -a anon /opt/dangling
refused j -a anon /opt/circle
refused j -a anon /opt/nowhere
# A search reports only those in a Java home.
j -l | grep -v ' blocks'
