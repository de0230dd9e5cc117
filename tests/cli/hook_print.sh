# SPDX-License-Identifier: MIT
# Prints the texts of samples/hooks, with the program and the installs' files filled in.
for file in "$SOURCE_ROOT"/samples/hooks/*/*; do
    hook=$(basename "$(dirname "$file")")
    text=$(sed -e "s#@PROGRAM@#$BINDIR/jsecpatch#g" -e '/@FILES@/d' "$file")
    printed=$(silently --hook print "$hook" && grep -v '^PathChanged=.*security$' "$T/stdout")
    [[ $printed == *"$text"* ]] && echo "$hook: ${file##*/}"
done
j --hook print apk
j --hook print pacman | grep '==>'
j --hook print systemd | grep -E '==>|@[A-Z]+@|security'
