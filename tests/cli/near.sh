# SPDX-License-Identifier: MIT
# For an entry that is not in the list, changes nothing and prints similar entries.
quietly -a DES,TLSv1
refused j -a DES,TLSv1,DESede,sslv2 /opt/sample-25
refused j -a DH,MD2 /opt/sample-8
