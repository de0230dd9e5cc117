# SPDX-License-Identifier: MIT
# If Red Hat's crypto policy would win, the file disables it and contains its lists.
policy=etc/crypto-policies/back-ends/java.config
mkdir -p "${policy%/*}"
cat >$policy <<'END'
jdk.certpath.disabledAlgorithms=MD2, MD5, DSA, RSA keySize < 2048
jdk.tls.disabledAlgorithms=DH keySize < 2048, TLSv1.1, TLSv1, SSLv3, DH_anon, anon, NULL
jdk.disabled.namedCurves=secp256k1
jdk.tls.legacyAlgorithms=
END
override_home rhel 'SSLv3, anon'
override_home rhel25 'SSLv3, anon' 25.0.3
for name in rhel rhel25; do
    sed -i 's/Debian/Red Hat, Inc./' opt/$name/release
done
echo 'security.useSystemPropertiesFile=true' >>opt/rhel/$SECURITY
echo "include /$policy" >>opt/rhel25/$SECURITY
j --emit-override /etc/x -a anon,DH_anon /opt/rhel | head -3
cat etc/x
echo '# 25 reads the file after the policy'
j --emit-override /etc/y -a anon /opt/rhel25 | head -2
grep -v '^# [-W'"'"']' etc/y
echo '# the policy changes'
sed -i 's/MD2, //; s/, NULL/, RC4&/' $policy
j --reapply /opt/rhel /opt/rhel25 | grep renewed
grep '=' etc/x etc/y | grep -v '#'
echo '# and is switched off'
sed -i s/File=true$/File=false/ opt/rhel/$SECURITY
echo 'security.overridePropertiesFile=true' >>opt/rhel/$SECURITY
j --reapply -q /opt/rhel
grep '=' etc/x | grep -v '#'
