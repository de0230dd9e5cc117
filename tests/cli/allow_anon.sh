# SPDX-License-Identifier: MIT
# Takes anon off every list, and puts it back.
edit -a anon
