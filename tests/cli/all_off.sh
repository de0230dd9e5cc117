# SPDX-License-Identifier: MIT
# Warns if a list is empty, missing, commented out or cut, and names what remains of it.
LIST='SSLv3, TLSv1, TLSv1.1, RC4, DES, MD5withRSA, \
    DH keySize < 1024, 3DES_EDE_CBC, anon, NULL, \
    ECDH'
REST='jdk.certpath.disabledAlgorithms=MD2, MD5
jdk.jar.disabledAlgorithms=MD2, MD5
jdk.tls.legacyAlgorithms=NULL, anon'
vendor() { printf '%s\n' '# Example:' '#   jdk.tls.disabledAlgorithms=MD5, SSLv3' "jdk.tls.disabledAlgorithms=$LIST" '' "$REST"; }

printf 'jdk.tls.disabledAlgorithms=\n%s\n' "$REST" | home empty
printf 'jdk.tls.disabledAlgorithms = ,, ,\n%s\n' "$REST" | home commas
vendor | sed '/^jdk.tls.disabled/,/ECDH/d' | home deleted
vendor | sed 's/^jdk.tls.disabled/#&/' | home comment
vendor | sed 's/^jdk.tls.disabled/# &/; s/^    /#   /' | home comments
vendor | sed 's/^jdk.tls.disabled.*/jdk.tls.disabledAlgorithms=/' | home cut
vendor | sed 's/^jdk.tls.disabled.*/jdk.tls.disabledAlgorithms=SSLv3, RC4/' | home part
vendor | sed 's/^jdk.tls.disabled.*/jdk.tls.disabledAlgorithms=/; s/$/\r/' | home windows
{ vendor; echo 'jdk.tls.disabledAlgorithms='; } | home appended
vendor | iconv -t UTF-16LE | home wide
{ printf '\xff\xfe'; vendor | iconv -t UTF-16LE; } | home marked
vendor | iconv -t UTF-16BE | home big
vendor | sed 's/^jdk.certpath/#&/; s/MD2, MD5$/MD2, \\\n   MD5/' | home certpath
for home in empty commas deleted comment comments cut part windows appended wide marked big certpath; do
    echo "# $home"
    j -l /opt/$home | sed -n '/^ *blocks/p; s/.*note: /note: /p; /^Warning/p'
done

echo '# changes'
j -n -a anon /opt/empty
j -n -a anon /opt/part
j -n -d anon /opt/empty
j -d anon,NULL /opt/cut
j -n -a anon /opt/cut
j -d anon /opt/wide
j -q -l /opt/empty
echo '# other lists'
j -l --property jdk.certpath.disabledAlgorithms /opt/certpath
j -l --property jdk.tls.legacyAlgorithms /opt/certpath
j -l --property jdk.disabled.namedCurves /opt/certpath
j -l --property jdk.crypto.disabledAlgorithms /opt/certpath
j -l --property http.auth.digest.disabledAlgorithms /opt/certpath
echo '# what Java reads counts'
list_home over anon
echo security.overridePropertiesFile=true >>"$R/opt/over/$SECURITY"
printf 'jdk.tls.disabledAlgorithms=\n' >"$R/none"
printf 'jdk.tls.disabledAlgorithms=anon\n' >"$R/some"
echo 'security.overridePropertiesFile=true' >>"$R/opt/empty/$SECURITY"
JAVA_TOOL_OPTIONS="-Djava.security.properties=$R/none" jsec_here -l "$R/opt/over"
JAVA_TOOL_OPTIONS="-Djava.security.properties=$R/some" jsec_here -l "$R/opt/empty"
echo '# only entries that Java ignores'
printf 'jdk.tls.disabledAlgorithms=SSLv3;RC4;anon, TLS_RSA_*\n' | home semicolons
j -l /opt/semicolons
j -n -a anon /opt/semicolons
