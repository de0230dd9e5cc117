# SPDX-License-Identifier: MIT
# Prints JSON about archives.
need tar
(cd opt && mkdir ../srv && make_tar ../srv/jdk.tar sample-25)
j --json -d X /srv/jdk.tar | sed -E 's/[0-9a-f]{64}/DIGEST/'
j --json -l /srv/jdk.tar | grep -E '"(source|home|file|patched|state)"'
j --json -r /srv/jdk.tar | sed -E 's/[0-9a-f]{64}/DIGEST/' | grep -E '"(state|id|sha256|path|changed)"'
