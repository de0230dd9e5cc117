# SPDX-License-Identifier: MIT
# Finds out whether the Java installs allow what Access Manager needs. The printed
# commands work.
access_tree
mv opt/am "opt/a m's"
diagnose() { j --access-manager "/opt/a m's" "$@" | sed -n '/^$/,$p'; }
diagnose
way() {
    diagnose | sed -n "/^  $1\./{n;p;q}" | sed "s#jsecpatch#'$JSECPATCH'#" >"$T/way"
    echo "-- way $1"
    sh "$T/way" 2>&1 | grep -vE ' backup|^(/|  )'
}
way 1
way 2
diagnose
quietly --disallow anon /opt/sample-8
diagnose
diagnose /opt/sample-25
way 3
diagnose
j --access-manager "/opt/a m's" /opt/none | tail -3
echo "-- nothing blocks, but not all are the same"
sed -i 's/\(ssl.use *= *\)clear/\1auth/' opt/a*/console/conf/admingui.cfg
diagnose /opt/sample-25
echo "-- its backed-up files are no Java installs"
j -l | grep '^/'
echo "-- another file decides: a policy that blocks anon, and one that does not"
policy=etc/crypto-policies/back-ends/java.config
mkdir -p "${policy%/*}"
printf 'security.overridePropertiesFile=true\nsecurity.useSystemPropertiesFile=true\njdk.tls.disabledAlgorithms=SSLv3\n' | home rhel
sed -i '$a IMPLEMENTOR="Red Hat, Inc."' opt/rhel/release
access_tree
mv opt/am opt/with
for list in 'DH_anon, ECDH_anon, DH_ANON, RC4' 'SSLv3'; do
    echo "jdk.tls.disabledAlgorithms=$list" >$policy
    j --access-manager /opt/with /opt/rhel | sed -n '/^10/,/--allow/p'
done
echo "-- a directory that is too far down"
mkdir -p "opt/with$(printf '/d%.0s' {1..41})"
j --access-manager /opt/with /opt/rhel | sed -n '/^!/p;/^=>/p'
