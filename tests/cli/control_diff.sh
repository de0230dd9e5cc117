# SPDX-License-Identifier: MIT
# A diff has control characters as they are, for patch. On a terminal they are escaped.
home evil <<END
# $(printf 'title \033]0;OWNED\007 clear \033[2J\tC1 \302\23331m DEL \177 CR \r.')
jdk.tls.disabledAlgorithms=anon, SSLv3
# $(printf 'after \033[31m\303\251')
security.overridePropertiesFile=true
END
printf '# \033[31mpolicy\nrule.1.allow=NULL\n' >etc/jsecpatch.conf
chmod 644 etc/jsecpatch.conf
show() {
    echo "== $*"
    on_terminal 200 --dry-run "$@" 2>"$T/stderr" | cat -v | grep -aE '^[-+@]|^ [^ ]'
}
show --allow anon /opt/evil
show --allow SSLv3 --remember /opt/evil
printf '# \033[31m\njdk.tls.disabledAlgorithms=anon, SSLv3\n' >etc/override
show --force --emit-override /etc/override --allow anon /opt/evil
quietly --allow SSLv3 --remember /opt/evil
rm -r opt/evil
show --forget /opt/evil
echo "== for patch"
home evil <<END
# $(printf 'title \033]0;OWNED\007')
jdk.tls.disabledAlgorithms=anon, SSLv3
END
edit --allow anon /opt/evil | cat -v
echo "== JSON"
home evil <<END
# $(printf 'C1 \302\23331m DEL \177 alone \233')
jdk.tls.disabledAlgorithms=anon, SSLv3
END
document --root "$R" --dry-run --allow anon /opt/evil | grep -a '"diff": "' | cat -v
