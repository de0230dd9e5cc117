# SPDX-License-Identifier: MIT
# Refuses archives that are made to take long: overlapping members, and data that unpack to
# too much or take too much memory to unpack.
need python3 zip tar gzip
make_archives zip
mkdir -p srv

# The index lists one member a hundred times, each time under another name.
python3 - srv/jdks.zip srv/overlap.zip <<'END'
import struct
import sys

with open(sys.argv[1], 'rb') as file:
    data = file.read()
end = data.rindex(b'PK\5\6')
count, size, index = struct.unpack('<HII', data[end + 10:end + 20])
record = data.rindex(b'PK\1\2', 0, end)
name = struct.unpack('<H', data[record + 28:record + 30])[0]
more = b''.join(data[record:record + 46] + b'%0*d' % (name, i) + data[record + 46 + name:end]
                for i in range(100))
with open(sys.argv[2], 'wb') as file:
    file.write(data[:end] + more + data[end:end + 8] + struct.pack(
        '<HHII', count + 100, count + 100, size + len(more), index) + data[end + 20:])
END
refused j -a anon /srv/overlap.zip

# Zeros: a thousand times as many.
tar -cf srv/bomb.tar opt
head -c 200M /dev/zero >>srv/bomb.tar
gzip -1 srv/bomb.tar
refused j -a anon /srv/bomb.tar.gz

# The start of a frame of zstd --long=31.
printf '\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00' >srv/wide.tar.zst
refused j -a anon /srv/wide.tar.zst

# xz with a dictionary of 1.5 GiB: the start of a stream, and the header of its block.
python3 - srv/wide.tar.xz <<'END'
import struct
import sys
import zlib

flags = b'\x00\x01'
head = b'\x02\x00\x21\x01\x27' + b'\x00' * 3
with open(sys.argv[1], 'wb') as file:
    file.write(b'\xfd7zXZ\x00' + flags + struct.pack('<I', zlib.crc32(flags)) + head +
               struct.pack('<I', zlib.crc32(head)) + b'\x00' * 64)
END
refused j -a anon /srv/wide.tar.xz
