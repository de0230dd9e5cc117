# SPDX-License-Identifier: MIT
# For an entry that is not in the list, changes nothing and prints similar entries.
quietly -a DES,TLSv1
refused j -a DES,TLSv1,anonn,sslv2,frobnicate /opt/sample-25
refused j -a DH /opt/sample-8
