# SPDX-License-Identifier: MIT
# Root asks a user's JRE as that user. Others do not ask it, but ask root's JRE.
need_users
for name in good short; do
    list_home $name 'SSLv3, anon'
    java_home $name
    java_says $name 'SSLv3, anon'
done
cd "$R/opt" || exit
export SECRET=secret JAVA_TOOL_OPTIONS=-Dx=1
echo "== a user's, as that user"
chown -R 65534:65534 short
jsec_here --confirm short | grep -v '^  in'
cat "$R/log/short"
echo "== as another user"
AS=(as 65533)
jsec_here --list --confirm short good | grep -v '^  in'
