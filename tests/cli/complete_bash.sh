# SPDX-License-Identifier: MIT
# Completes command lines in bash when the tab key is pressed.
# valgrind: heavy
need bash python3
[ -e /usr/share/bash-completion/bash_completion ] || skip "bash-completion is not there"
completions
type_lines bash --rcfile /usr/share/bash-completion/bash_completion -i
