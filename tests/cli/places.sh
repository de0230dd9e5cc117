# SPDX-License-Identifier: MIT
# Finds Javas where programs, tools and package managers put them, without a scan. Each line
# below is a home that a public package, installer or tool makes. `n` is 9 or later, `o` a
# JRE of 8 or a JDK 8 with its jre, `b` a JRE of 8 that a program has as its `jre`.
rm -rf "$R/opt" "$R/usr/lib/jvm"
mkdir -p "$R/etc"
echo "root:x:$(id -u):$(id -g)::/home/me:/bin/sh" >"$R/etc/passwd"
homes=$(sed 's/#.*//' <<'END'
n /usr/lib/jvm/java-17-openjdk-amd64          # Debian, Ubuntu, Arch, Alpine, Void
n /usr/lib/jvm/jre-17-openjdk-17.0.15.0.6-2.el9.x86_64
o /usr/lib/jvm/java-1.8.0-openjdk
n /usr/lib64/jvm/java-21-openjdk-21           # SUSE
n /usr/lib64/zulu-openjdk17                   # Slackware
n /usr/lib64/openjdk17
o /usr/lib64/jdk1.8.0_392
n /usr/lib/openjdk-21                         # Gentoo
n /opt/openjdk-bin-17.0.15_p6
n /opt/openj9-openjdk-17
n /usr/java/jdk-21-oracle-x64                 # Oracle
o /usr/java/jdk1.8.0_401-amd64
o /usr/jdk/instances/jdk1.8.0
n /usr/local/openjdk-17                       # images, FreeBSD
n /usr/local/java/jdk-17.0.2
n /usr/local/lib/jvm/openjdk11
n /usr/local/sdkman/candidates/java/17.0.9-tem
n /usr/local/share/jdks/17
n /opt/java/openjdk
n /opt/jdk-17.0.15+6
n /opt/hostedtoolcache/Java_Temurin-Hotspot_jdk/17.0.15-6/x64
n /opt/bitnami/java
n /jdk-17
n /zulu17
n /layers/paketo-buildpacks_bellsoft-liberica/jre
n /nix/store/0123456789abcdfghijklmnpqrsvwxyz-openjdk-17.0.11+9/lib/openjdk
n /nix/store/1123456789abcdfghijklmnpqrsvwxyz-zulu-ca-jdk-21.0.4
n /nix/store/2123456789abcdfghijklmnpqrsvwxyz-temurin-bin-21.0.5
n /gnu/store/0123456789abcdfghijklmnpqrsvwxyz-openjdk-17.0.10-jdk
n /home/linuxbrew/.linuxbrew/Cellar/openjdk@17/17.0.15/libexec
n /var/lib/flatpak/runtime/org.freedesktop.Sdk.Extension.openjdk17/x86_64/23.08/0a1b/files/jvm/openjdk-17
n /var/lib/flatpak/runtime/org.freedesktop.Platform.openjdk/x86_64/24.08/0a1b/files/jre
n /var/lib/flatpak/app/com.jetbrains.IntelliJ-IDEA-Community/x86_64/stable/0a1b/files/extra/idea-IC/jbr
n /var/lib/flatpak/app/org.libreoffice.LibreOffice/x86_64/stable/0a1b/files/jre
n /snap/intellij-idea-community/current/jbr
n /snap/openjdk/current/jdk
n /snap/freeplane/current/usr/lib/jvm/java-17-openjdk-amd64
n /usr/share/elasticsearch/jdk
n /usr/share/logstash/jdk
n /usr/share/opensearch/jdk
n /usr/share/wazuh-indexer/jdk
n /usr/share/graylog-server/jvm
n /usr/share/dbeaver-ce/jre
n /opt/logstash-8.15.0/jdk
n /opt/opensearch-2.15.0/jdk
o /opt/IBM/WebSphere/AppServer/java
o /opt/IBM/WebSphere/AppServer/java_1.8_64
n /opt/IBM/WebSphere/AppServer2/java/17.0
o /opt/IBM/WebSphere/AppServer2/java/8.0
o /opt/IBM/HTTPServer/java/8.0/jre
o /opt/IBM/InstallationManager/eclipse/jre_8.0.8015/jre
o /opt/mqm/java/jre64/jre
o /opt/ibm/java-ppc64le-80
n /opt/ibm/ace-12.0.12.0/common/java17
o /opt/ibm/ace-12.0.12.0/common/jdk/jre
o /opt/ibm/db2/V11.5/java/jdk64
o /opt/ibm/ITM/JRE/lx8266
o /opt/tivoli/tsm/client/ba/bin/jre
n /opt/ibm/semeru-open-17-jdk
n /opt/oracle/product/19c/dbhome_1/jdk
o /u01/app/oracle/middleware/oracle_common/jdk
n /opt/zimbra/common/lib/jvm/openjdk-17
n /opt/atlassian/jira/jre
n /opt/sonatype/nexus/jdk
n /opt/idea-IU-242.20224.300/jbr
n /opt/android-studio/jbr
n /opt/conda/lib/jvm
n /opt/conda/envs/work/lib/jvm
b /opt/BurpSuitePro
b /opt/product/server
o /usr/local/MATLAB/R2023b/sys/java/jre/glnxa64/jre
o /usr/openv/java/jre
n /usr/sap/ABC/SYS/exe/jvm/linuxx86_64/sapjvm_17.0.7/sapjvm_17
n /var/lib/jenkins/tools/hudson.model.JDK/jdk17
n ~/.sdkman/candidates/java/21.0.2-tem
n ~/.jdks/corretto-17.0.15
n ~/.gradle/jdks/eclipse_adoptium-17-amd64-linux/jdk-17.0.15+6
n ~/.m2/jdks/jdk-17
n ~/.asdf/installs/java/temurin-17.0.15+6
n ~/.local/share/mise/installs/java/21.0.2
n ~/.local/share/rtx/installs/java/17
n ~/.jabba/jdk/zulu@1.17.0
n ~/.jbang/cache/jdks/17
n ~/.jenv/versions/17
n ~/.jdk/jdk-17.0.9+9
n ~/.vfox/cache/java/v-21/java-21
n ~/.cache/coursier/jvm/temurin@1.17.0
n ~/.cache/coursier/arc/https/github.com/adoptium/temurin17-binaries/releases/download/jdk-17.0.9+9/OpenJDK17U.tar.gz/jdk-17.0.9+9
n ~/.vscode/extensions/redhat.java-1.30.0-linux-x64/jre/17.0.10-linux-x86_64
n ~/.vscode-server/extensions/redhat.java-1.30.0-linux-x64/jre/17.0.10-linux-x86_64
n ~/.config/Code/User/globalStorage/pleiades.java-extension-pack-jdk/java/17
n ~/.local/share/JetBrains/Toolbox/apps/intellij-idea-ultimate/jbr
n ~/.local/share/JetBrains/Toolbox/apps/IDEA-U/ch-0/233.11799.241/jbr
n ~/.cache/JetBrains/RemoteDev/dist/0a1b_ideaIU-242/jbr
n ~/.local/share/PrismLauncher/java/java-runtime-gamma
n ~/.var/app/org.prismlauncher.PrismLauncher/data/PrismLauncher/java/java-runtime-gamma
n ~/.local/share/ModrinthApp/meta/java_versions/zulu17.50.19-ca-jre17.0.11-linux_x64
n ~/.minecraft/runtime/java-runtime-gamma/linux/java-runtime-gamma
o ~/.minecraft/runtime/jre-legacy/linux/jre-legacy
n ~/.p2/pool/plugins/org.eclipse.justj.openjdk.hotspot.jre.full.linux.x86_64_17.0.10/jre
n ~/.cache/bazel/_bazel_me/0a1b/external/remotejdk11_linux
n ~/miniconda3/lib/jvm
n ~/miniforge3/envs/work/lib/jvm
n ~/idea-IU-242/jbr
n ~/jdk-17.0.9
n ~/java/jdk-21
n ~/.local/opt/jdk-17
END
)
n=0
while read -r kind path; do
    [ "$kind" ] || continue
    home=$R${path/#\~//home/me}
    [ "$kind" != b ] || home=$home/jre
    mkdir -p "$(dirname "$home")"
    if [ "$kind" = n ]; then
        mkdir -p "$home"/{bin,conf/security,lib/server}
        file=$home/conf/security/java.security
        echo 'JAVA_VERSION="17.0.15"' >"$home/release"
    else
        mkdir -p "$home"/{bin,lib/security,lib/ppc64/compressedrefs}
        file=$home/lib/security/java.security
        : >"$home/lib/ppc64/compressedrefs/libjvm.so"
    fi
    : >"$home/bin/java"
    printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=anon\n# %d\n' $n >"$file"
    n=$((n + 1))
done <<<"$homes"
# what is no Java
mkdir -p "$R"/usr/share/{javascript,doc/openjdk-17}/{a,b,c} "$R/opt/app/"{bin,conf/security,lib}
cp "$file" "$R/opt/app/conf/security"
mkdir -p "$R/home/me/.m2/jdks" && ln -s . "$R/home/me/.m2/jdks/self"
echo "$n homes"

# missed OPTION...: prints those that are not found
missed() {
    j --list -v "$@" >"$T/found"
    sed -n 's/^  in \(.*\):[0-9]*$/\1/p' "$T/found" | sort >"$T/files"
    find "$R/" -name java.security -printf '/%P\n' | sort | comm -23 - "$T/files"
    tail -n 1 "$T/found"
}
echo '== known places'
missed
echo '== scan'
missed --scan
echo '== what only a scan finds'
mkdir -p "$R/data/1/2/3/4"
cp -r "$R/jdk-17" "$R/data/1/2/3/4/x"
missed
missed --scan

# places OPTION...: tells whether a run says that it looked at the known places only
places() {
    echo "$*: $("$JSECPATCH" --root "$R" "$@" 2>&1 |
        grep -c 'Only known places\|known_places_only": true')"
}
places -l
places -n -a anon
places --explain=TLS_DH_anon_WITH_AES_128_CBC_SHA
places -l --json
places -l --json --scan
places -l --scan=/opt
places -l -q
places -l /jdk-17
echo '== what a removed Java leaves behind'
mkdir "$R/etc/java-17"
mv "$R/jdk-17/conf/security" "$R/etc/java-17"
ln -s /etc/java-17/security "$R/jdk-17/conf/security"
quietly -a anon --force /jdk-17
rm -r "$R/jdk-17"
j -l -v | grep java-17/
document --root "$R" -l | grep -A2 left_behind
rm -r "$R/etc/java-17"
j -l -v | grep java-17/ || echo "it is gone"
