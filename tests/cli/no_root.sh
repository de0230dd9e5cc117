# SPDX-License-Identifier: MIT
# A --root that is not there, or no directory.
jsec --root "$T/none" -l
jsec --root "$T/none" -a anon
touch file
jsec --root file -l
