# SPDX-License-Identifier: MIT
# Runs the module jsecpatch on a host, and writes its documents on the control node.
#
# A copy that is delegated to the control node would start a Python there for each file.

from __future__ import absolute_import, division, print_function
__metaclass__ = type

import json
import os
import tempfile

from ansible.plugins.action import ActionBase

PARAMETERS = frozenset(('dest', 'executable'))
ENDS = {'list': '.json', 'hook': '.hooks.json'}


def write(path, document):
    """Replaces a file, so that a reader sees the old one or the new one, and only its owner reads it."""
    handle, new = tempfile.mkstemp(dir=os.path.dirname(path), prefix='.jsecpatch-')
    with os.fdopen(handle, 'w', encoding='utf-8') as file:
        json.dump(document, file, indent=1, ensure_ascii=False)
        file.write('\n')
    os.replace(new, path)


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _VALID_ARGS = PARAMETERS

    def run(self, tmp=None, task_vars=None):
        super(ActionModule, self).run(tmp, task_vars)
        given, host = dict(self._task.args), task_vars['inventory_hostname']
        folder = given.pop('dest', None)
        if not folder or os.sep in host:
            return {'failed': True, 'msg': 'dest is missing' if not folder else
                    '%s: no file can have this name' % host}
        given.update(state='listed', hooks='listed', document=True, java_required=False)
        listed = self._execute_module('jsecpatch.java.jsecpatch', module_args=given, task_vars=task_vars)
        if 'documents' not in listed:
            return listed
        files = dict((os.path.join(folder, host + ENDS[document['action']]), document)
                     for document in listed['documents'])
        if not self._task.check_mode:
            os.makedirs(folder, exist_ok=True)
            for path in files:
                write(path, files[path])
        return {'changed': False, 'msg': listed['msg'], 'files': sorted(files)}
