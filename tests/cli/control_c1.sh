# SPDX-License-Identifier: MIT
# Escapes control characters beyond ASCII, too.
evil=$(printf 'e\302\23331mvil')
list_home "$evil" 'anon, A'
for word in -l '-a=anon' -r; do
    # shellcheck disable=SC2086
    j ${word/=/ } "/opt/$evil" | cat -v | grep -v ' blocks'
done
