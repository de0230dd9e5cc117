# SPDX-License-Identifier: MIT
# Prints colors if asked to.
quietly -a NULL /opt/sample-8
j -l --color=always /opt/sample-8
NO_COLOR=1 j -l --color always /opt/sample-8
j -l --color never /opt/sample-8
j -l --color auto /opt/sample-8
j -a anon,DESede --color=always /opt/sample-8
j -n -a DES --color=always /opt/sample-8
