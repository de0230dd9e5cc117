# SPDX-License-Identifier: MIT
# OpenJ9's own variables give another list to OpenJ9 and IBM's Java, but not to HotSpot.
# valgrind: sample
without_log
waiting_programs
for name in hotspot semeru adopt; do
    printf 'security.overridePropertiesFile=true\njdk.tls.disabledAlgorithms=SSLv3, anon\n' |
        home "$name"
done
printf 'IMPLEMENTOR="AdoptOpenJDK"\nJVM_VARIANT="Openj9"\n' >>"$R/opt/adopt/release"
printf 'IMPLEMENTOR="IBM Corporation"\nJVM_VARIANT="Hotspot"\n' >>"$R/opt/hotspot/release"
mkdir -p "$R/opt/hotspot/lib/server" "$R/opt/semeru/lib/default" "$R/opt/ibm-80/jre/lib/security" \
    "$R/opt/ibm-80/jre/lib/ppc64/compressedrefs"
cp "$R/opt/semeru/$SECURITY" "$R/opt/ibm-80/jre/lib/security/java.security"
cp "$library" "$R/opt/hotspot/lib/server/libjvm.so"
cp "$library" "$R/opt/semeru/lib/default/libjvm.so"
: >"$R/opt/ibm-80/jre/lib/ppc64/compressedrefs/libj9vm29.so"
echo 'jdk.tls.disabledAlgorithms=NULL' >"$T/list"
printf '# options\n-Djava.security.properties=\\\n  %s\n' "$T/list" >"$T/options"
policy=-Djava.security.properties=$T/list
cd "$R/opt" || exit

# show VARIABLE...: which list each of the homes takes.
show() {
    echo "- ${*//$T/TEMP}"
    # shellcheck disable=SC2163 # the arguments are variables with their values
    (export "$@" && jsec_here --list hotspot semeru adopt ibm-80) | sed "s,$T,TEMP,g"
}

show OPENJ9_JAVA_OPTIONS="$policy"
show IBM_JAVA_OPTIONS=-Xoptionsfile="$T/options"
show OPENJ9_JAVA_OPTIONS="$policy" IBM_JAVA_OPTIONS="$policy.other"
show _JAVA_OPTIONS="$policy"
(export IBM_JAVA_OPTIONS="$policy" && jsec_here --explain semeru) | sed "s,$T,TEMP,g; 3q"
echo "- and a change"
(export JAVA_TOOL_OPTIONS=-Djava.security.properties=relative && jsec_here -a anon -q hotspot) | sed "s,$T,TEMP,g"

# start NAME HOME VARIABLE: runs a program from the JVM of the home.
start() {
    printf 'echo >"$0.ready"; read -r _ <&3\necho >&3\n' >"$T/$1"
    # shellcheck disable=SC2163 # a variable with its value
    (export "$3" LD_PRELOAD="$R/opt/$2/libjvm.so" && exec -a /usr/bin/java bash "$T/$1") &
    until [ -e "$T/$1.ready" ]; do sleep 0.01; done
}
start Of-HotSpot hotspot/lib/server OPENJ9_JAVA_OPTIONS="$policy"
start Of-OpenJ9 semeru/lib/default OPENJ9_JAVA_OPTIONS="$policy"
jsec_here -a anon hotspot semeru | sed -n -E "s,$T,TEMP,g; s/pid [0-9]+, user [^,]+,/pid PID, user USER,/; /^Restart|^  pid|^    its/p"
