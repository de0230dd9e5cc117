# SPDX-License-Identifier: MIT
# Adds entries at the place where vendors have them.
quietly -a anon,SSLv3 /opt/sample-25
j -n -d anon,SSLv3 /opt/sample-25
quietly -d anon,SSLv3 /opt/sample-25
cmp opt/sample-25/$SECURITY "$SOURCE_ROOT/samples/root/opt/sample-25/$SECURITY"
edit -d ECDH /opt/sample-8
edit -d TLSv1,TLSv1.1 /opt/sample-8
edit -d anon /opt/sample-8
