# SPDX-License-Identifier: MIT
# Allows two entries, with a comma or with two options.
edit -a anon,NULL /opt/sample-8
edit -a TLSv1 -a TLSv1.1 /opt/sample-25
