# SPDX-License-Identifier: MIT
# Writes a file for -Djava.security.properties with the changed list, and prints how to
# use it.
override_home jre 'SSLv3, TLSv1, RC4, \
    DH keySize < 1024, anon, NULL'
file=etc/anon.security
echo '# a dry run'
refused j --emit-override /$file --allow anon -n /opt/jre
echo '# written'
j --emit-override /$file --allow anon --disallow ECDH,MD5withRSA /opt/jre
cat $file
stat -c '%a %s' $file | head -c3 && echo
ls -A etc opt/jre var/lib/jsecpatch
sed -E 's/=[0-9a-f]{64}$/=DIGEST/' var/lib/jsecpatch/overrides
echo '# once more'
refused j --emit-override /$file --allow anon --disallow ECDH,MD5withRSA /opt/jre
echo '# otherwise'
j --emit-override $file -a NULL -q /opt/jre
cat $file
j --emit-override $file -a DESede -a anon -d ANYTHING /opt/jre | grep -v '^ *\(-D\|\[\|Env\)'
refused j --emit-override $file -a anno -a anon /opt/jre
refused j --emit-override $file -d anno /opt/jre
echo '# patch makes the same of the dry run'
j --emit-override new.security -a anon -n /opt/jre >"$T/diff"
need patch
mkdir "$T/patched" && patch -p1 -s -d "$T/patched" <"$T/diff"
j --emit-override new.security -a anon -q /opt/jre
cmp new.security "$T/patched/new.security" && echo same
echo '# another list, beside it'
j --emit-override other.security --property jdk.certpath.disabledAlgorithms -d MD5 -q /opt/jre
tail -1 other.security
