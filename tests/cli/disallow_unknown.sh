# SPDX-License-Identifier: MIT
# Adds an entry that no vendor has, and prints a note.
j -d anonn /opt/sample-8
list_line opt/sample-8/jre/lib/security/java.security
