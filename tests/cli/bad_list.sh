# SPDX-License-Identifier: MIT
# Names file and line of a list that Java refuses already.
# valgrind: sample
list_home bad 'anon NULL'
list_home worse 'A, DH keySize = = 7, anon'
refused j -a anon /opt/bad /opt/worse
refused j -l /opt/bad
