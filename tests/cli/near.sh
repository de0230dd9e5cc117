# SPDX-License-Identifier: MIT
# An entry that is not in the list: nothing to do, but near misses are shown.
quietly -a DES,TLSv1
refused j -a DES,TLSv1,anonn,sslv2,frobnicate /opt/sample-25
refused j -a DH /opt/sample-8
