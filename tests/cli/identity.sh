# SPDX-License-Identifier: MIT
# Recognizes a JVM of any architecture, and a Java 8 without a release file by its rt.jar.
# Options for the launcher of 9 and later are not those of Java 8.
need zip python3
# old HOME LIBRARY: makes a Java 8 or older without a release file
old() {
    mkdir -p "$R$1/lib/security" "$R$1/${2%/*}"
    printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=SSLv3, anon\n' \
        >"$R$1/lib/security/java.security"
    : >"$R$1/$2"
}

# jar HOME LINE...: makes its rt.jar
jar() {
    local home=$R$1

    shift
    mkdir -p "$T/jar/META-INF"
    printf '%s\r\n' 'Manifest-Version: 1.0' "$@" '' 'Name: java/lang/' \
        'Implementation-Version: 1.6.0_1' >"$T/jar/META-INF/MANIFEST.MF"
    (cd "$T/jar" && rm -f x.jar && zip -qX x.jar META-INF/ META-INF/MANIFEST.MF)
    mv "$T/jar/x.jar" "$home/lib/rt.jar"
}
rm -rf "$R/opt"
mkdir "$R/opt"
echo '== architectures'
for arch in ppc64le s390x aarch64 ppc64 IA64N sparcv9 riscv64; do
    old "/opt/ibm/java-$arch-80/jre" "lib/$arch/compressedrefs/libjvm.so"
done
old /opt/new/java-71/jre lib/loongarch64/j9vm/libjvm.so
old /opt/new/jre lib/mips/classic/libjvm.so
old /opt/aix/java8/jre bin/classic/libjvm.a
old /opt/arm/jre lib/arm/zero/libjvm.so
old /opt/two/jre lib/libjvm.so
old /opt/none/jre lib/a/b/c/libjvm.so
old /opt/src/jre lib/server/libjvm.c
j -l | grep -v '^  '
j --scan -l | grep -v '^  ' | tail -1
rm -rf opt/*
echo '== rt.jar'
for name in debian oracle ibm plain; do
    old "/opt/$name/jre" lib/amd64/server/libjvm.so
done
jar /opt/debian/jre 'Implementation-Version: 1.8.0_504' 'Implementation-Vendor: Debian'
jar /opt/oracle/jre 'Implementation-Version: 1.7.0_80-b15' \
    'Implementation-Vendor: Oracle Corporation'
jar /opt/ibm/jre 'Implementation-Version: 1.8.0' 'Implementation-Vendor: IBM Corporation'
jar /opt/plain/jre 'Specification-Version: 1.8'
j -l | grep -v '^  '
document --root "$R" -l >"$T/json"
python3 -c "
import json, sys
for i in json.load(open(sys.argv[1]))['installs']:
    print(i['home'], i['vendor'], i['java_version'], i['name'])" "$T/json"
echo '== a bad one'
printf 'PK\3\4' >"$R/opt/debian/jre/lib/rt.jar"
cp "$T/json" "$R/opt/oracle/jre/lib/rt.jar"
rm "$R/opt/ibm/jre/lib/rt.jar"
mkdir "$R/opt/ibm/jre/lib/rt.jar"
j -l | grep -v '^  '
echo '== a release file comes first'
echo 'JAVA_VERSION="1.8.0_392"' >"$R/opt/plain/jre/release"
jar /opt/plain/jre 'Implementation-Version: 1.8.0_1'
j -l /opt/plain/jre | grep -v '^  '
echo '== what only 24 and later know'
echo 'include nowhere' >>"$R/opt/debian/jre/lib/security/java.security"
j -n -a anon /opt/debian/jre | grep -v '^[-+ @]'
echo '== a variable that only 9 and later know'
echo 'jdk.tls.disabledAlgorithms=NULL' >"$R/mine"
override_home new 'SSLv3, anon'
sed -i '1i security.overridePropertiesFile=true' "$R/opt/oracle/jre/lib/security/java.security"
for name in JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS; do
    export "$name=-Djava.security.properties==$R/mine"
    jsec_here -l "$R/opt/new" "$R/opt/oracle/jre"
done
