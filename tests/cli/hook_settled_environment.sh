# SPDX-License-Identifier: MIT
# What the environment says of Java ends it, too, and nothing else of it.
need_root
printf 'rule.1.allow = anon\nrule.1.target = %s\n' "$R/opt/sample-25" >"$T/policy"
mkdir -p "$T/bin"
ln -s "$R/opt/sample-8/bin/java" "$T/bin/java"
echo -Dx=y >"$T/args"
says() {
    env "$@" "$JSECPATCH" --state-dir "$T/state" --policy "$T/policy" --reapply \
        --from-hook apt </dev/null
    sed -n 's/^apt.reapply.message=//p' "$T/state/hook-runs" | sed -E 's/[0-9]+ unchanged/all unchanged/'
}
says A=b
sleep 2.1
says A=b
says A=b
[ -s "$T/state/settled" ] || skip "what is on this machine leaves no note"
while read -r assignment; do
    echo "$assignment: $(says "$assignment"); then: $(says "$assignment")" | sed "s#$PATH#PATH#"
    says A=b >/dev/null
done <<END
A=c
JAVA_HOME=$R/opt/sample-8
JAVA_17_HOME=/nowhere
JAVA_HOME=/nowhere
PATH=$T/bin:$PATH
PATH=/nowhere:$PATH
JAVA_TOOL_OPTIONS=-Dx=y
JDK_JAVA_OPTIONS=-Djava.security.properties=/nowhere
_JAVA_OPTIONS=-Dx=y
HOME=/nowhere
END
echo "# a file of options"
says "JDK_JAVA_OPTIONS=@$T/args"
says "JDK_JAVA_OPTIONS=@$T/args"
echo -Dx=z >"$T/args"
says "JDK_JAVA_OPTIONS=@$T/args"
echo "# who runs it"
says A=b >/dev/null
says A=b
says A=b setpriv --regid=65534 --clear-groups
