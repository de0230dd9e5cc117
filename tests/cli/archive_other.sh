# SPDX-License-Identifier: MIT
# Names the type of a file that is neither a java.security nor a supported archive.
need tar
make_archives tar
text=opt/sample-8/jre/lib/security/java.security
(printf '!<arch>\ndebian-binary   ' && cat srv/jdks.tar) >srv/jdk.deb
(printf '\xed\xab\xee\xdb\3\0' && cat $text) >srv/jdk.rpm
(printf '7z\xbc\xaf\x27\x1c\0\4' && cat $text) >srv/jdk.7z
(printf 'Rar!\x1a\7\0' && cat $text) >srv/jdk.rar
(head -c 32769 /dev/zero && printf CD001 && cat srv/jdks.tar) >srv/jdk.iso
printf 'Salted__no NUL in it' >srv/jdk.enc
(printf '#!/bin/sh\nexit\n' && cat srv/jdks.tar) >srv/jdk.sh
(printf '\177ELF\2' && cat $text <(printf '\0')) >srv/jdk.bin
printf 'security.provider.1=SUN\n\0' >srv/nul
truncate -s 17M srv/zeros
for file in deb rpm 7z rar iso enc sh bin; do
    refused j -q -a anon /srv/jdk.$file
done
for action in "-n -a anon" -l --explain -r; do
    # shellcheck disable=SC2086 # an option and its argument
    refused j -q $action /srv/jdk.deb /srv/jdk.sh /srv/nul /srv/zeros
done
echo "-- beside one that can be changed"
j -q -n -a anon /srv/jdk.deb /srv/jdks.tar 2>&1 | grep '^[!=]'
j --json -l /srv/jdk.deb /srv/jdk.sh | grep -o '"code": "[^"]*"'
echo "-- a home's own file is that, whatever is in it"
printf 'jdk.tls.disabledAlgorithms=anon, NULL\n#\0\n' | home nul
j -q -a anon /opt/nul/$SECURITY
grep -a ^jdk opt/nul/$SECURITY
