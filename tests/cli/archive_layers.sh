# SPDX-License-Identifier: MIT
# Names the way for a container image that was saved: its layers are archives in it.
mkdir -p "$T/saved/0123/blobs" "$T/oci/blobs/sha256"
tar -cf "$T/saved/0123/layer.tar" -C "$R" opt
tar -czf "$T/oci/blobs/sha256/0123" -C "$R" opt
echo '[]' | tee "$T/saved/manifest.json" "$T/oci/index.json" >"$T/oci/oci-layout"
tar -cf "$R/saved.tar" -C "$T/saved" .
tar -czf "$R/oci.tar.gz" -C "$T/oci" index.json oci-layout blobs
refused j -l /saved.tar
refused j -n -a anon /oci.tar.gz
# What 'docker export' writes has no layers.
tar -cf "$R/exported.tar" -C "$R" opt
j -l /exported.tar | grep -c '^  blocks'
