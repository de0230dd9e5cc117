# SPDX-License-Identifier: MIT
# --reapply renews override files, leaves those changed by hand, and forgets deleted ones.
# valgrind: sample
rm -r opt/* usr/lib/jvm etc/sample-17
override_home one 'SSLv3, anon, NULL'
override_home two 'SSLv3, anon, NULL'
j --emit-override /etc/one -a anon -d ECDH -q /opt/one
j --emit-override /etc/two -a anon -q /opt/two
cp -a var "$T/saved"
echo '# nothing to do'
refused j --reapply
diff -r -x lock var "$T/saved" && [ ! var/lib/jsecpatch/overrides -nt "$T/saved/lib/jsecpatch/overrides" ] &&
    echo 'nor in the record'
echo '# the vendor brings another list'
override_home one 'SSLv3, TLSv1, anon, NULL, TLS_RSA_*' 17.0.20
refused j --reapply --dry-run
j --reapply
refused j --reapply | tail -1
echo '# a target that has none'
override_home one 'SSLv3, NULL'
j --reapply /opt/two
j --reapply -q
cat etc/one
echo '# changed by hand'
sed -i s/NULL// etc/two
override_home two 'SSLv3, RC4, anon, NULL'
refused j --reapply
refused j --reapply --force | head -2
j --emit-override /etc/two -a anon --force -q /opt/two
tail -1 etc/two
echo '# the files are gone, or the install'
rm etc/one
j --reapply -n
j --reapply
rm -r opt/two
j --reapply
j --reapply
ls var/lib/jsecpatch etc
echo '# and is back'
override_home two 'SSLv3, RC4, anon, NULL, DES'
j --reapply -q
tail -1 etc/two
rm etc/two
j --reapply -q
ls var/lib/jsecpatch
