# SPDX-License-Identifier: MIT
# Refuses what makes no sense, and prints the valid names.
refused j --hook
refused j --hook sometimes
refused j --hook print
refused j --hook print nonsense
refused j --hook status nonsense
refused j --hook install nonsense
refused j --hook remove nonsense
refused j --hook install apt dpkg
refused j --hook install rpm
refused j --hook remove rpm
refused j --hook status --list
