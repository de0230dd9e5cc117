# SPDX-License-Identifier: MIT
# Around dpkg's runs there is one hook, which apt stands for, too. What an older version
# installed for apt is replaced by it.
machine /usr/bin/dpkg
OLD=etc/apt/apt.conf.d/90jsecpatch
# Makes the tree as the older version left it.
older() {
    rm -rf etc/apt etc/dpkg
    mkdir -p etc/apt/apt.conf.d
    echo 'DPkg::Pre-Invoke { "old"; };' >$OLD
    printf 'apt.file./%s=%s\n' $OLD "$(sha256sum <$OLD | cut -d' ' -f1)" | seal hooks
}
files() {
    (cd etc && find apt dpkg -type f 2>/dev/null)
}
echo "# who knows apt only"
j --hook status apt
j --hook print apt | grep -c invoke=
j --hook install apt
j --hook remove apt
echo "# renewed"
older
j --hook status apt
j --hook install apt --dry-run
j --hook install
files
j --hook status dpkg
j --hook remove
files
echo "# removed"
older
j --hook remove apt
files
echo "# changed by hand"
older
echo >>$OLD
j --hook install
files
j --hook status dpkg
j --hook install --force
files
echo "# not ours"
older
j --hook remove --quiet
mkdir -p etc/apt/apt.conf.d
echo >$OLD
j --hook install
files
