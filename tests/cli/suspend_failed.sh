# SPDX-License-Identifier: MIT
# An install that could not be resumed stays suspended, until it can be.
file=opt/sample-8/jre/lib/security/java.security
quietly -a anon /opt/sample-8 /opt/sample-25
quietly --suspend
ln "$file" "$file.link"
j --reapply -q
rm "$file.link"
j --reapply | grep -a 'sample\|patched'
