# SPDX-License-Identifier: MIT
# An update hook renews override files even without a policy.
rm -r opt/* usr/lib/jvm etc/sample-17
override_home jre 'SSLv3, anon, NULL'
j --emit-override /etc/x -a anon -q /opt/jre
runs() {
    sed -E 's/(time=).*/\1TIME/' var/lib/jsecpatch/hook-runs | sort
}
refused j --suspend --from-hook apt
override_home jre 'SSLv3, RC4, anon, NULL'
j --reapply --from-hook apt
tail -1 etc/x
runs
echo '# it cannot be renewed'
sed -i 's/File=true/File=no/' opt/jre/$SECURITY
refused j --reapply --from-hook apt
runs | grep reapply
echo '# none is left'
rm etc/x
j --reapply --from-hook apt
ls var/lib/jsecpatch
