# SPDX-License-Identifier: MIT
# Allows and disallows in one run.
edit -a anon -d TLSv1.2 /opt/sample-8
