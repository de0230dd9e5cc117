# SPDX-License-Identifier: MIT
# Says why some actions are not possible in archives.
need tar
make_archives tar
refused j --reapply /srv/jdks.tar
refused j --suspend /srv/jdks.tar
(cd opt && make_tar ../srv/one.tar sample-25)
refused j -a anon --emit-override /srv/x /srv/one.tar
refused j --remember -a anon /srv/one.tar
refused j --forget -r /srv/one.tar
j -n --remember -a anon /srv/one.tar /opt/sample-8 2>&1 | grep 'note:\|=>'
j --confirm -d anon /srv/jdks.tar
j -l --property jdk.jar.disabledAlgorithms /srv/jdks.tar
ln srv/jdks.tar srv/other.tar
refused j -a anon /srv/jdks.tar
rm srv/other.tar
echo "-- one home of several cannot be changed"
printf 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=anon\n' >opt/sample-8/jre/lib/security/java.security
(cd opt && make_tar ../srv/two.tar sample-8 sample-25)
j -a anon /srv/two.tar
tar -xOf srv/two.tar sample-25/conf/security/java.security | diff opt/sample-25/conf/security/java.security -
tar -xOf srv/two.tar sample-8/jre/lib/security/java.security | grep anon
