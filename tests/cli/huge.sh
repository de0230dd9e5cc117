# SPDX-License-Identifier: MIT
# Does not read a file of 1 GiB.
need timeout
list_home huge anon
truncate -s 1G opt/huge/$SECURITY
AS=(timeout 20)
refused j -a anon /opt/huge
list_home large anon
truncate -s $((4 * 1024 * 1024 + 1)) opt/large/$SECURITY
refused j -a anon /opt/large/$SECURITY
