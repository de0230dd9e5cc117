# SPDX-License-Identifier: MIT
# Prints help.
jsec --help
jsec -h --no-such-option
