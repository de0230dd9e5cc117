# SPDX-License-Identifier: MIT
# Resolves absolute links and .. inside --root.
mkdir -p "$T/outside" "$R$T"
cp -r opt/sample-25 "$T/outside/jdk"
ln -s "$T/outside/jdk" opt/leaves
ln -s ../../../../../outside/jdk opt/climbs
ln -s /opt/sample-8 opt/stays
refused j -a anon /opt/leaves /opt/climbs ../outside/jdk "$T/outside/jdk"
cmp opt/sample-25/$SECURITY "$T/outside/jdk/$SECURITY"
j -l /opt/stays /../../opt/sample-8
jsec --root . -n -q -a anon /opt/sample-8
jsec --root "$T/root/" -l opt/sample-8
