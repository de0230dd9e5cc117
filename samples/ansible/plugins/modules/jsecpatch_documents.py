# SPDX-License-Identifier: MIT
# Documents the action plugin of this name, which does all of the work.

from __future__ import absolute_import, division, print_function
__metaclass__ = type

DOCUMENTATION = r'''
---
module: jsecpatch_documents
short_description: Keep what the Javas of a host block, on the control node
version_added: 0.1.0
author:
  - The jsecpatch authors (!UNKNOWN)
description:
  - Lists the Javas and the update hooks of a host, and writes two JSON documents into a directory of the
    control node - C(HOST.json) of C(jsecpatch --list --json), and C(HOST.hooks.json) of
    C(jsecpatch --hook status --json).
  - Changes nothing on the host. So I(changed) is always false.
  - The documents are written also if C(jsecpatch) found something wrong, or no Java.
options:
  dest:
    description:
      - The directory. It is made if it does not exist.
    type: path
    required: true
  executable:
    description:
      - The command on the host.
    type: path
    default: jsecpatch
attributes:
  check_mode:
    description: Writes no documents.
    support: full
  diff_mode:
    description: Nothing changes.
    support: none
  platform:
    description: Linux.
    support: full
    platforms: linux
notes:
  - Use C(become), since only root can see everything.
'''

EXAMPLES = r'''
- name: Keep the documents of all hosts
  jsecpatch.java.jsecpatch_documents:
    dest: documents
  become: true
'''

RETURN = r'''
msg:
  description: What was found, in one line.
  returned: always
  type: str
  sample: 3 listed
files:
  description: The files.
  returned: success
  type: list
  elements: str
  sample: [documents/server1.hooks.json, documents/server1.json]
'''
