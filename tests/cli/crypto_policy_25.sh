# SPDX-License-Identifier: MIT
# In Red Hat's 25, java.security includes the policy. A file of the install itself can
# switch it off.
# valgrind: sample
mkdir -p "$R/etc/crypto-policies/back-ends"
echo 'jdk.tls.disabledAlgorithms=SSLv3, DH_anon, anon, NULL' \
    >"$R/etc/crypto-policies/back-ends/java.config"
home rhel 25.0.3 <<'END'
jdk.tls.disabledAlgorithms=SSLv3, anon, NULL
include redhat/${redhat.crypto-policies}/crypto-policies.properties
END
echo 'IMPLEMENTOR="Red Hat, Inc."' >>"$R/opt/rhel/release"
cd "$R/opt/rhel/conf/security" && mkdir -p redhat/true redhat/false
echo 'include true/crypto-policies.properties' >redhat/crypto-policies.properties
cat >redhat/true/crypto-policies.properties <<'END'
include /etc/crypto-policies/back-ends/java.config
include ../${__redhat_fips__}/fips.properties
END
: >redhat/false/crypto-policies.properties
: >redhat/false/fips.properties
j --list /opt/rhel
j --allow anon /opt/rhel
echo '== without the policy'
sed -i 's/true/false/' redhat/crypto-policies.properties
j --allow anon /opt/rhel | head -3
