# SPDX-License-Identifier: MIT
# One file is one install, even with several names.
ln -s sample-8 opt/z
cp -r opt/sample-25 opt/copy
rm opt/copy/$SECURITY
ln -s ../../../sample-25/$SECURITY opt/copy/$SECURITY
j -v
j -a anon
