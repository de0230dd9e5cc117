# SPDX-License-Identifier: MIT
# Prints the version.
jsec --version
