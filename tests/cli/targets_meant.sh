# SPDX-License-Identifier: MIT
# Names the Java home that is meant by a path in it, or above it.
home=/usr/lib/jvm/sample-17
mkdir -p "$R$home/bin" "$R$home/lib/server" "$R/usr/bin" "$R/opt/many" "$R/opt/other/bin"
printf '\177ELF\0' | tee "$R$home/bin/java" >"$R$home/lib/server/libjvm.so"
cp "$R$home/bin/java" "$R/opt/other/bin/java"
ln -s $home/bin/java "$R/usr/bin/java"
for i in 1 2 3 4 5 6 7 8 9; do
    cp -r "$R/opt/sample-25" "$R/opt/many/jdk-$i"
done
for path in $home/bin/java $home/lib/server/libjvm.so $home/bin $home/conf $home/conf/security \
    $home/release /usr/bin/java /opt/sample-8/jre/lib/security /opt/sample-8/jre/lib /usr/lib/jvm /opt \
    /opt/many /usr/lib /opt/other /opt/other/bin /opt/other/bin/java; do
    refused j -n -a anon "$path"
done
# What is the home itself, or its file, is no matter of this.
for path in $home $home/conf/security/java.security /opt/sample-8 /opt/sample-8/jre; do
    j -q -n -a anon "$path" | grep -c '^-.*anon'
done
