# SPDX-License-Identifier: MIT
# The commands in the README for Access Manager administrators work on the sample.
cd "$SOURCE_ROOT" || exit 1
sed -n '/^## RSA Access Manager/,/^## The library/s/^    //p' README.md |
    sed "s#build/cli/jsecpatch#'$JSECPATCH'#" >"$T/commands"
TMPDIR=$T sh "$T/commands" 2>"$T/errors" </dev/null |
    grep -E 'settings in|settings? needs? |^(patched|[0-9]+ (patched|restored))| (allows|blocks) anon$'
grep -c "auth needs parameters" "$T/errors"
