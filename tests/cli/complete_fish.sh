# SPDX-License-Identifier: MIT
# Completes command lines in fish when the tab key is pressed.
# valgrind: heavy
need fish python3
completions
type_lines fish -i
