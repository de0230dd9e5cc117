# SPDX-License-Identifier: MIT
# -Djava.home in the environment makes Java read another home's file, which sets no list.
list_home own 'SSLv3, anon'
echo 'security.provider.1=SUN' | home other
cd "$R/opt" || exit
export JAVA_TOOL_OPTIONS="-Djava.home=$R/opt/other"
jsec_here --list --json own | grep -A4 -E '"(effective|overridden_by|effective_entries)"'
unset JAVA_TOOL_OPTIONS
jsec_here --list --json own | grep -A4 '"effective_entries"'
