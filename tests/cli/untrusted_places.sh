# SPDX-License-Identifier: MIT
# Root makes no state directory, policy or result where others can write, and no directory
# on the way there.
need tar
need_users
mkdir -m 755 "$T/u"
chown 65534:65534 "$T/u"
there() {
    (cd "$T/u" && find . | sort)
}

for force in "" --force; do
    # shellcheck disable=SC2086
    refused jsec --root "$R" --state-dir "$T/u/n/e/w" -a anon $force /opt/sample-25
    # shellcheck disable=SC2086
    refused jsec --root "$R" --policy "$T/u/n/e/w.conf" -a anon --remember $force /opt/sample-25
    # shellcheck disable=SC2086
    refused jsec --root "$R" --policy "$T/u/w.conf" -a anon --remember $force /opt/sample-25
done
there
mkdir -p shared
(cd opt && make_tar ../shared/jdk.tar sample-25)
chmod 777 shared
refused j -a anon --output /shared/out.tar --force /shared/jdk.tar
refused j -a anon --output /shared/out.tar /shared/jdk.tar
chmod 1777 shared
j -q -a anon --output /shared/out.tar /shared/jdk.tar
ls shared
echo '# a user in the own directory'
user jsec --root "$R" --state-dir "$T/u/n/e/w" -q -a anon --output "/shared/own.tar" /shared/jdk.tar
there
