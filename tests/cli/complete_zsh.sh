# SPDX-License-Identifier: MIT
# Completes command lines in zsh when the tab key is pressed.
# valgrind: heavy
need zsh python3
completions
printf 'fpath=(%q $fpath)\nautoload -Uz compinit\ncompinit -u -D\nPATH=%q:$PATH\n' \
    "$T/share/zsh/site-functions" "$T/bin" >"$HOME/.zshrc"
type_lines zsh -d -i
