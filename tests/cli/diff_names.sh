# SPDX-License-Identifier: MIT
# patch(1) can apply the diff of a file with an odd name.
for name in 'sp ace' "$(printf 'tab\there')" "$(printf 'new\nline')" 'quo"te\back' -rf; do
    list_home "$name" 'anon, A'
    edit -a anon "/opt/$name" | grep -v '^[-+][-+][-+] '
done
