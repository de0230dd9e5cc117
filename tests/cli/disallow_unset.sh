# SPDX-License-Identifier: MIT
# Defines a list that the file lacks.
echo security.provider.1=SUN | home unset
edit -d anon /opt/unset
