# SPDX-License-Identifier: MIT
# Edits the file that a link leads to, and keeps the links.
ln -s /usr/lib/jvm/sample-17/conf/security/java.security link
ln -s link link2
j -a anon link2
find . -type l -printf '%p -> %l\n' | sort
list_line etc/sample-17/security/java.security
