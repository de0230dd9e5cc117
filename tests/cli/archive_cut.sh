# SPDX-License-Identifier: MIT
# Accepts a tar that ends with only one block of zeros, and refuses incomplete blocks.
need tar gzip bzip2 xz zstd python3
make_archives tar
head -c 2048 /dev/zero >opt/zeros
(cd opt && make_tar ../srv/zeros.tar sample-8 zeros)
# BLOCKS BYTES: cuts the archive's end to so many zeros.
cut_to() {
    python3 - "$1" "$2" <<'END'
import sys
data = open('srv/zeros.tar', 'rb').read()
end = data.rindex(b'zeros\0') + 512 + 2048
open('srv/cut.tar', 'wb').write(data[:end + 512 * int(sys.argv[1]) + int(sys.argv[2])])
END
}
head -c -10 srv/jdks.tar >srv/ten.tar
for args in "-a anon" "-n -a anon" -l; do
    # shellcheck disable=SC2086 # an option and its argument
    refused j -q $args /srv/ten.tar
done
for way in gzip bzip2 xz zstd; do
    $way -c srv/ten.tar >srv/ten.packed
    refused j -q -a anon /srv/ten.packed
done
echo "-- without the mark of the end, behind a member that ends with zeros"
cut_to 0 0
refused j -q -a anon /srv/cut.tar
cut_to 0 511
refused j -q -a anon /srv/cut.tar
echo "-- one block"
cut_to 1 0
j -q -a anon /srv/cut.tar
tar -xOf srv/cut.tar sample-8/jre/lib/security/java.security 2>/dev/null | grep -A1 ^jdk.tls.disabled
