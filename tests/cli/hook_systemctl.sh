# SPDX-License-Identifier: MIT
# A hook of systemd is not installed as long as systemd does not know it.
# valgrind: heavy, which cannot run in a chroot
need_root
need chroot ldd
[ ! "${WRAP-}" ] || skip "the command is wrapped"
! ldd "$JSECPATCH" | grep -q libasan || skip "the sanitizers need /proc"
machine /usr/lib/systemd/systemd
mkdir -p dev run/systemd/system
: >dev/null
ldd "$JSECPATCH" /bin/false /bin/true /bin/sh | grep -o '/[^ ]*' | tr -d : | sort -u |
    xargs cp --parents -Lt . || skip "the libraries cannot be copied"
install -m 755 "$JSECPATCH" ".$BINDIR/jsecpatch"
mkdir -p ".$BINDIR/../lib"
cp "$BUILD_ROOT"/lib/libjsecpatch.so.0 ".$BINDIR/../lib" 2>/dev/null

# systemctl PROGRAM: makes it the systemctl of this machine
systemctl() {
    mkdir -p usr/bin
    install -m 755 "$(type -P "$1")" usr/bin/systemctl
}

# Runs the command as if $R were the machine.
inside() {
    local status=0

    LD_LIBRARY_PATH=$BINDIR/../lib chroot . "$BINDIR/jsecpatch" "$@" 2>&1 || status=$?
    [ $status = 0 ] || echo "=> $status"
}

systemctl false
echo "- systemctl fails"
inside --hook install systemd --force | grep -v ': wrote'
inside -q --hook install systemd --force
inside --hook status systemd
inside --json --hook install systemd --force | grep -oE '"code": "not-active"|"failed": [a-z]*|=> 1'
inside --hook remove systemd | grep -v ': removed'
echo "- it works"
systemctl true
inside -q --hook install systemd --force
inside -q --hook remove systemd
echo "- it says what systemd runs"
mkdir -p bin
cp -L /bin/sh bin
inside -q --hook install systemd --force
# units LOAD ACTIVE RELOAD: makes systemctl say this of jsecpatch.path, and that others run.
units() {
    cat >usr/bin/systemctl <<END
#!/bin/sh
[ "\$1" = show ] || exit 0
shift 2
for unit; do
    echo "Id=\$unit"
    case \$unit in
    *.path) printf 'LoadState=%s\nActiveState=%s\nNeedDaemonReload=%s\n\n' $* ;;
    *) printf 'LoadState=loaded\nActiveState=%s\nNeedDaemonReload=no\n\n' inactive ;;
    esac
done
END
    sed -i "s/' inactive/' active/" usr/bin/systemctl
    inside --hook status systemd
}
units loaded active no
units loaded activating no
units loaded inactive no
units loaded failed no
units masked inactive no
units not-found inactive no
units bad-setting inactive no
units loaded active yes
echo "- systemd does not run"
mv run/systemd/system run/systemd/other
inside --hook status systemd
: >usr/bin/unattended-upgrade
inside -q --hook install unattended-upgrades --force
echo 'rule.1.allow = NULL' >etc/jsecpatch.conf
inside --list | grep 'unattended-upgrades does not'
mv run/systemd/other run/systemd/system
echo "- it is not there"
rm usr/bin/systemctl
inside -q --hook install systemd --force
