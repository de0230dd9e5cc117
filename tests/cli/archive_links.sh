# SPDX-License-Identifier: MIT
# Follows links inside an archive, but never out of it.
need tar
mkdir -p srv fs/{etc/j17/security,usr/lib/jvm/j17/conf,usr/lib/jvm/j17/bin,opt/hard/conf/security}
cp "etc/sample-17/security/java.security" fs/etc/j17/security/
cp usr/lib/jvm/sample-17/release fs/usr/lib/jvm/j17/
ln -s /etc/j17/security fs/usr/lib/jvm/j17/conf/security
ln -s j17 fs/usr/lib/jvm/default
ln fs/etc/j17/security/java.security fs/opt/hard/conf/security/java.security
(cd fs && make_tar ../srv/fs.tar .)
j -l -v /srv/fs.tar
j -a anon /srv/fs.tar
tar -xOf srv/fs.tar ./etc/j17/security/java.security | diff fs/etc/j17/security/java.security -

mkdir -p out/{absolute,above,loop,good}/conf/security
cp etc/sample-17/security/java.security out/good/conf/security/
ln -s "$R/etc/sample-17/security/java.security" out/absolute/conf/security/java.security
ln -s ../../../../../etc/sample-17/security/java.security out/above/conf/security/java.security
ln -s java.security out/loop/conf/security/java.security
make_tar srv/out.tar out
snapshot
j -n -a anon /srv/out.tar
unchanged
j -a anon /srv/out.tar
tar -xOf srv/out.tar out/good/conf/security/java.security | grep -c anon,
cmp etc/sample-17/security/java.security "$SOURCE_ROOT/samples/root/etc/sample-17/security/java.security"
echo '# links that go up, from a link: the file is where they lead'
mkdir -p up/{jdk/conf/etc,jdk/etc,usr/j/conf,etc/j}
cp etc/sample-17/security/java.security up/jdk/etc/
cp etc/sample-17/security/java.security up/jdk/conf/etc/
cp etc/sample-17/security/java.security up/etc/j/
ln -s ../etc up/jdk/conf/security
cp usr/lib/jvm/sample-17/release up/jdk/
cp usr/lib/jvm/sample-17/release up/usr/j/
ln -s ../../../etc/j up/usr/j/conf/security
(cd up && make_tar ../srv/up.tar jdk usr etc)
j -a anon -q /srv/up.tar
mkdir after
tar -xf srv/up.tar -C after
(cd after && grep -rc anon, . | sort)
echo '# a file, and what is none of its name behind it'
(cd up && rm jdk/conf/security && mkdir jdk/conf/security && cp jdk/etc/java.security jdk/conf/security &&
    tar -cf ../srv/fifo.tar jdk && rm jdk/conf/security/java.security &&
    mkfifo jdk/conf/security/java.security && tar -rf ../srv/fifo.tar jdk/conf/security/java.security)
j -l /srv/fifo.tar
