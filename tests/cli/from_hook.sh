# SPDX-License-Identifier: MIT
# As a hook it prints errors only, always succeeds, and records its result.
# valgrind: sample
runs() {
    sed -E -e 's/(time=).*/\1TIME/' -e 's/; processes that could not .*//' var/lib/jsecpatch/hook-runs | sort
}
echo "# without a policy: nothing at all"
refused j --suspend --from-hook apt
refused j --reapply --from-hook apt
ls var 2>&1
echo "# with one"
printf 'rule.1.allow = anon\n' >etc/jsecpatch.conf
j --reapply --from-hook apt
runs
j --suspend --from-hook apt
j --reapply --from-hook systemd & waits=$!
sleep 2
grep action= var/lib/jsecpatch/suspended
kill -0 $waits && echo "systemd waits for the transaction"
j --reapply --from-hook apt
wait $waits
runs
echo "# what goes wrong"
printf 'rule.1.allow = anon\nnonsense\n' >etc/jsecpatch.conf
j --reapply --from-hook apt
runs | grep apt.reapply
rm -r opt usr etc/sample-17
printf 'rule.1.allow = anon\n' >etc/jsecpatch.conf
j --reapply --from-hook dpkg
runs | grep dpkg
j --reapply --from-hook 'no name.'
j --list --from-hook apt
