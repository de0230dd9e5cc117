# SPDX-License-Identifier: MIT
# Defines a list that the file does not have.
echo security.provider.1=SUN | home unset
edit -d anon /opt/unset
