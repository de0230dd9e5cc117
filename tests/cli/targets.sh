# SPDX-License-Identifier: MIT
# Accepts homes, files and links as targets: absolute, relative and repeated.
# valgrind: sample
j -n -a anon /opt/sample-8/jre/lib/security/java.security
j -n -a SSLv3 /opt/sample-8/jre
j -l -v usr/lib/jvm/sample-17/conf/security/java.security /etc/sample-17/security/java.security
j -l -v /usr/lib/jvm/sample-default/ /usr/lib/jvm/sample-17
j -l opt/../opt/./sample-8//
