# SPDX-License-Identifier: MIT
# Prints how a command line can continue, in the form that the shells read.
complete() {
    echo "# $*"
    "$JSECPATCH" --complete "$@" || echo "=> $?"
}
here() {
    complete --root "$R" "$@"
}
complete --
echo "# options that still go with what is typed"
complete -r --
complete --access-manager /x --
complete --reapply --dry-run --
complete -v -n --allow anon --forget --
complete --from-hook apt --
complete -- --
complete -a
complete -n -r
complete --restore
echo "# values"
here --allow ''
here -na
here -na D
here -d ''
silently -q -a anon,NULL
here -d ''
here -d NULL,
here -d NULL -d ''
here --disallow=NULL,a
here -a SSLv3 --allow=RC4,sslv3,
here --property jdk.jar.disabledAlgorithms -a 'MD2,'
here --allow=TLS_ECDH_anon
here --allow --x
here --explain=TLS_AES_2
here --explain TLS_AES_2
here --restore=
here --backups /
here /opt/sample
here -- -
complete --hook ''
complete --hook print d
complete --hook=r
complete --color=
complete --access-manager /x --transport ''
complete --property jdk.j
echo "# files"
here ''
complete --root ''
complete --policy=e
complete --access-manager /
complete --list nothing
here --policy /
echo "# nothing"
complete
complete --nothing=
complete --json=
complete --list --restore --
complete --root /nowhere -a ''
here --property a.b -a ''
echo "# no control characters"
cp -r "$R/opt/sample-25" "$R/opt/$(printf 'sample-\033')"
printf 'JAVA_VERSION="8\033[31m"\n' >"$R/opt/sample-8/release"
here -l /opt/
