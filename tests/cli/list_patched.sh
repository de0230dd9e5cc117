# SPDX-License-Identifier: MIT
# Lists an install as patched until it is restored.
# valgrind: sample
quietly -a anon /opt/sample-8
j -l
quietly -r
j -l -q
j -l /opt/sample-8
