# SPDX-License-Identifier: MIT
# Without --root, relative targets start in the working directory.
without_log
cd opt || exit
jsec --state-dir "$T/state" --policy "$T/none" -n -a anon sample-8 ./sample-25/conf/security/java.security
cd sample-8 || exit
jsec --state-dir ../../../state --policy "$T/none" -a anon . | sed 's/TIME.*//'
ls "$T/state"
list_line opt/sample-8/jre/lib/security/java.security
