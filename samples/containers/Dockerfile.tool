# SPDX-License-Identifier: MIT
# The image registry.example/jsecpatch of kubernetes-init.yaml.
FROM docker.io/library/debian:12-slim
COPY jsecpatch /usr/local/bin/
