# SPDX-License-Identifier: MIT
# Refuses a --root that does not exist or is not a directory.
jsec --root "$T/none" -l
jsec --root "$T/none" -a anon
touch file
jsec --root file -l
