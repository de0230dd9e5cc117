# SPDX-License-Identifier: MIT
# Runs a Java only if nobody else can change any file that it loads. Root runs another
# user's only if it is named, without root's variables and groups. Nothing survives.
# valgrind: heavy, which dies if a program cannot be run
need_users
need flock
need_xattrs

# make NAME: makes a home whose Java is asked
make() {
    list_home "$1" 'SSLv3, anon'
    java_home "$1"
    mkdir -p "$R/opt/$1/lib"
    echo library >"$R/opt/$1/lib/libjimage.so"
    java_says "$1" 'SSLv3, anon'
}

# ask HOME OPTION...: says whether its Java was asked, and who ran it
ask() {
    jsec_here --list --confirm "$@" | grep -E 'note|confirmed|=>|^!'
    sed 's/-XX.*Algorithms/OPTIONS/' log/* 2>/dev/null
    rm -rf log/*
}
cd "$R" || exit
export JAVA_TOOL_OPTIONS=-Djavax.net.ssl.keyStorePassword=TOPSECRET
chmod 777 log 2>/dev/null || mkdir -m 777 log
mkdir -m 1777 sticky

echo "== root's alone"
make good
ask opt/good
echo "== a user's library"
make library
chown 65534 opt/library/lib/libjimage.so
ask opt/library
echo "== an ACL"
for what in bin/java bin lib lib/libjimage.so; do
    make acl
    setfacl -m u:65534:rwx "opt/acl/$what"
    ask opt/acl
    rm -r opt/acl
done
echo "== files can be added"
make sticky
chmod 1777 opt/sticky/lib
ask opt/sticky
echo "== links"
rm -r opt/library opt/sticky
make link
ln -s ../../../sticky/later opt/link/lib/libx.so
ask opt/link
ln -sfn ../../../sticky/later/libx.so opt/link/lib/libx.so
ask opt/link
ln -sfn ../../../nowhere/libx.so opt/link/lib/libx.so
ask opt/link
ln -sfn ../.. opt/link/lib/libx.so
ask opt/link
mkdir -p user/ext other
echo evil >user/ext/evil.jar
ln -sfn "$R/user" opt/link/lib/libx.so
ask opt/link
chown 65534 user/ext/evil.jar
ask opt/link
echo "== its program is another home's"
make there
make linked
ln -sf ../../there/bin/java opt/linked/bin/java
ask opt/linked
chown 65534 opt/there/lib/libjimage.so
ask opt/linked
echo "== a user's, of root's group"
make user
chown -R 65534:0 opt/user
ask --scan=opt/user
ask opt/user
echo "== an option decides"
override_home user 'SSLv3, anon'
chown 65534 opt/user/$SECURITY
echo 'jdk.tls.disabledAlgorithms=NULL' >options
JAVA_TOOL_OPTIONS=-Djava.security.properties==$R/options ask opt/user
echo "== another user can change the user's"
chown 65533 opt/user/lib/libjimage.so
ask opt/user
echo "== it leaves programs behind"
need_kernel "end what a program leaves behind"
: >held
chmod 666 held
for home in good user; do
    sed -i "1a exec 9>>'$R/held'; flock -n 9 || echo held; (setsid sleep 60 &) >&- 2>&- </dev/null" \
        "opt/$home/bin/java"
done
chown 65534 opt/user/lib/libjimage.so
for home in good user; do
    ask "opt/$home"
    flock -n held echo "nothing is left"
done
