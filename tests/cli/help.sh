# SPDX-License-Identifier: MIT
# Prints help, on at most two screens of 24 lines and 79 columns.
jsec --help
jsec -h --no-such-option | head -1
"$JSECPATCH" --help | awk '
    length > 79 { print "too wide: " $0 }
    END { print NR > 48 ? NR " lines: too long" : "fits two screens" }'
