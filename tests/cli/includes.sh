# SPDX-License-Identifier: MIT
# Changes the included file that counts if it belongs to the install.
# valgrind: sample
home new 25.0.3 <<'END'
jdk.tls.disabledAlgorithms=SSLv3, anon
include own/tls.properties
END
mkdir "$R/opt/new/conf/security/own"
echo 'jdk.tls.disabledAlgorithms=NULL, anon' >"$R/opt/new/conf/security/own/tls.properties"
home old 17.0.15 <"$R/opt/new/$SECURITY"
j --list /opt/new /opt/old
echo '== changed'
j --allow anon /opt/new | grep -v Warning:
cat "$R/opt/new/conf/security/own/tls.properties"
echo '== and back'
j --restore /opt/new
cat "$R/opt/new/conf/security/own/tls.properties"
echo '== in the policy'
j --allow anon --remember /opt/new | grep -e policy -e '^[0-9]'
sed -i 's/NULL/NULL, anon/' "$R/opt/new/conf/security/own/tls.properties"
j --list /opt/new | grep policy
j --reapply -q
cat "$R/opt/new/conf/security/own/tls.properties"
sed -i 's/NULL/NULL, anon/' "$R/opt/new/conf/security/own/tls.properties"
sed -i 's,^\(rule.1.target =\).*,\1 /opt/new/conf/security/own/tls.properties,' etc/jsecpatch.conf
j --reapply -q
cat "$R/opt/new/conf/security/own/tls.properties"
rm etc/jsecpatch.conf
quietly --restore /opt/new
echo '== a circle'
echo 'include ../java.security' >>"$R/opt/new/conf/security/own/tls.properties"
j --list /opt/new
silently --json --list /opt/new || echo "=> $?"
grep -E '"(all_off|usable|effective|effective_entries)"' "$T/stdout"
j --allow anon /opt/new
echo '== elsewhere'
echo 'jdk.tls.disabledAlgorithms=DES, anon' >"$R/site.properties"
echo 'include /site.properties' >"$R/opt/new/conf/security/own/tls.properties"
j --allow anon /opt/new
echo '== lists beside it decide about suites, too'
home three 25.0.3 <<'END'
jdk.certpath.disabledAlgorithms=MD5, RSA
include own/tls.properties
END
mkdir "$R/opt/three/conf/security/own"
echo 'jdk.tls.disabledAlgorithms=SSLv3, TLS_RSA_*' >"$R/opt/three/conf/security/own/tls.properties"
j --allow TLS_RSA_WITH_AES_128_CBC_SHA --force /opt/three
j --allow 'TLS_RSA_*' --dry-run /opt/three | sed '/^[-+ @]/d'
