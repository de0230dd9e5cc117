# SPDX-License-Identifier: MIT
# A diff for a file with an odd name is one that patch(1) applies.
for name in 'sp ace' "$(printf 'tab\there')" "$(printf 'new\nline')" 'quo"te\back' -rf; do
    list_home "$name" 'anon, A'
    edit -a anon "/opt/$name" | grep -v '^[-+][-+][-+] '
done
