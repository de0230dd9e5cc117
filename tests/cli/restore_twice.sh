# SPDX-License-Identifier: MIT
# Ends with the vendor's file after two changes by hand, each restored with --force.
need tar
file=opt/sample-8/jre/lib/security/java.security
for i in 1 2; do
    quietly -a anon /opt/sample-8
    echo "# by hand, $i" >>$file
    j --restore --force -q /opt/sample-8
    cmp $file "$SOURCE_ROOT/samples/root/$file"
done
echo "# and with a backup's number"
echo "# by hand" >>$file
j --restore=000001 -q /opt/sample-8
quietly -a anon /opt/sample-8
echo "# by hand, 3" >>$file
j --restore --force -q /opt/sample-8
cmp $file "$SOURCE_ROOT/samples/root/$file"
echo "# an archive likewise"
make_archives tar
cp srv/jdks.tar "$T/jdks.tar"
for i in 1 2 3; do
    quietly -a anon /srv/jdks.tar
    echo "$i" >./more
    tar -rf srv/jdks.tar more
    j --restore --force -q /srv/jdks.tar
    cmp srv/jdks.tar "$T/jdks.tar"
done
