# SPDX-License-Identifier: MIT
# The program that hooks call must exist, and nobody else may be able to replace it.
machine /usr/bin/dpkg
rm "$R$BINDIR/jsecpatch"
refused j --hook install
machine
chmod 644 "$R$BINDIR/jsecpatch"
refused j --hook install
chmod 755 "$R$BINDIR/jsecpatch"
echo "-- a hook that another program has installed works as long as that is there"
quietly --hook install
install -D -m 755 /dev/null opt/tools/jsecpatch
sed -i "s#$BINDIR/jsecpatch#/opt/tools/jsecpatch#g" etc/dpkg/dpkg.cfg.d/jsecpatch
printf 'dpkg.file./etc/dpkg/dpkg.cfg.d/jsecpatch=%s\n' \
    "$(sha256sum <etc/dpkg/dpkg.cfg.d/jsecpatch | cut -d' ' -f1)" | seal hooks
refused j --hook status dpkg
rm opt/tools/jsecpatch
refused j --hook status dpkg
echo "-- and is replaced if it is installed again"
j --hook install dpkg
j --hook status dpkg
quietly --hook remove
need_root
chown 65534 "$R$BINDIR/jsecpatch"
refused j --hook install
echo "-- on the machine itself it is the program that runs"
need_kernel "run a program by its path"
mkdir "$T/loose" "$T/odd name"
for dir in loose "odd name"; do
    cp "$BUILD_ROOT/cli/jsecpatch" "$T/$dir"
done
chmod 777 "$T/loose"
export LD_LIBRARY_PATH=$BUILD_ROOT/lib
for dir in loose "odd name"; do
    JSECPATCH=$T/$dir/jsecpatch
    jsec --state-dir "$T/state" --dry-run --force --hook install dpkg
done
