#!/bin/sh
# SPDX-License-Identifier: MIT
# jsecpatch: the trigger script of an apk package. Its arguments are the directories.
[ ! -x @PROGRAM@ ] || @PROGRAM@ --reapply --from-hook apk </dev/null >/dev/null
exit 0
