# SPDX-License-Identifier: MIT
# Notes entries that Java ignores in part, accepts by luck, or maybe refuses.
list_home text 'anon, DH keySize < 1024 RC4, DH keySize < 2048 & jdkCA, EC keySize < 1 x & usage y, DH keysize < 2048 & jdkca'
echo 'IMPLEMENTOR="Debian"' >>"$R/opt/text/release"
j --list /opt/text
cp -r "$R/opt/text" "$R/opt/eight"
echo 'JAVA_VERSION="1.8.0_504"' >"$R/opt/eight/release"
j --list /opt/eight
list_home doubt '*NULL*, anon' 17.0.16
echo 'JAVA_VERSION="17.0.16"' >"$R/opt/doubt/release"
j --list /opt/doubt
list_home suites 'TLS_RSA_*, AES_128_GCM'
printf 'IMPLEMENTOR="Debian"\nJAVA_VERSION="21.0.14"\n' >"$R/opt/suites/release"
j --explain=TLS_AES_128_GCM_SHA256 /opt/suites
j --explain=TLS_AES_256_GCM_SHA384 /opt/suites
j --explain /opt/suites | grep -A3 'not known'
echo '== the list of another file'
printf 'security.overridePropertiesFile=true\njdk.tls.disabledAlgorithms=anon NULL\n' | home bad 25.0.3
echo 'jdk.tls.disabledAlgorithms=SSLv3' >"$R/good"
echo 'jdk.tls.disabledAlgorithms=SSLv3 x' >"$R/worse"
JAVA_TOOL_OPTIONS=-Djava.security.properties=$R/good jsec_here --list "$R/opt/bad" 2>&1 | grep -v '^Could'
JAVA_TOOL_OPTIONS=-Djava.security.properties=$R/worse jsec_here --list "$R/opt/bad" 2>&1 | grep -v '^Could'
