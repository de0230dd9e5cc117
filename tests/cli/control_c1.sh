# SPDX-License-Identifier: MIT
# Control characters beyond ASCII are not printed as they are, either.
evil=$(printf 'e\302\23331mvil')
list_home "$evil" 'anon, A'
for word in -l '-a=anon' -r; do
    # shellcheck disable=SC2086
    j ${word/=/ } "/opt/$evil" | cat -v | grep -v ' blocks'
done
