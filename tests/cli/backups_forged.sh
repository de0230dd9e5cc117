# SPDX-License-Identifier: MIT
# Says what is wrong with a backup whose name has the right checksum, but whose file is not the
# one in its manifest: the list calls damaged what a restore does not use.
need python3
list_home a "SSLv3, anon, NULL"
quietly -a anon /opt/a

# forge OLD NEW: replaces bytes of the only backup, and names it as its checksum is then.
forge() {
    python3 - "$(archives)" "$@" <<'END'
import hashlib
import os
import sys

path, old, new = sys.argv[1], sys.argv[2].encode(), sys.argv[3].encode()
with open(path, 'rb') as file:
    head, data = file.read().rsplit(old, 1)
with open(path, 'wb') as file:
    file.write(head + new + data)
stem, part = path[:-4].rsplit('-', 1)
digest = hashlib.sha256(head + new + data).hexdigest()
os.rename(path, stem + '-' + digest[:len(part)] + '.tar')
END
    j --backups
    j --restore /opt/a
}
forge SSLv3 SSLv2
