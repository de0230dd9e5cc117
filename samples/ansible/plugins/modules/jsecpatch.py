#!/usr/bin/python
# SPDX-License-Identifier: MIT
# Calls jsecpatch on a host, and reports what its JSON document says.

from __future__ import absolute_import, division, print_function
__metaclass__ = type

DOCUMENTATION = r'''
---
module: jsecpatch
short_description: Change the TLS algorithms that every Java of a host disables
version_added: 0.1.0
author:
  - The jsecpatch authors (!UNKNOWN)
description:
  - Allows or disallows entries of C(jdk.tls.disabledAlgorithms), in all Javas of a host or in those
    that you name. No other byte of a file changes.
  - Restores the vendors' files, applies a policy, installs the update hooks, lists the Javas, and
    finds out why a handshake fails.
  - Calls the command C(jsecpatch), which must be installed on the host. The role
    C(jsecpatch.java.jsecpatch) installs it.
  - Restarts nothing. The return value I(restart) names the running programs that need a restart.
requirements:
  - jsecpatch 0.1.0 or later on the host
options:
  state:
    description:
      - What to do.
      - C(patched) makes the changes that I(allow) and I(disallow) ask for.
      - C(restored) puts the vendors' files back, byte for byte.
      - C(reapplied) applies the policy of the host, or the one in I(policy).
      - C(suspended) puts the vendors' files back until C(reapplied). Use it before an update of Java,
        if no update hook is installed.
      - C(forgotten) removes Javas that were uninstalled from the policy, and their backups. The paths
        in I(targets) must no longer exist.
      - C(listed) only reads.
      - The default is C(patched) with I(allow) or I(disallow), C(reapplied) with I(policy), and
        C(listed) otherwise. With I(hooks) or I(diagnose) alone, no other action runs.
    type: str
    choices: [patched, restored, reapplied, suspended, forgotten, listed]
  allow:
    description:
      - Entries that must not be in the list, such as C(anon).
      - Write an entry with constraints in full, such as C(DH keySize < 1024).
    type: list
    elements: str
    default: []
  disallow:
    description:
      - Entries that must be in the list.
    type: list
    elements: str
    default: []
  property:
    description:
      - The list to work on, if it is not C(jdk.tls.disabledAlgorithms).
    type: str
    choices:
      - jdk.tls.disabledAlgorithms
      - jdk.certpath.disabledAlgorithms
      - jdk.jar.disabledAlgorithms
      - jdk.tls.legacyAlgorithms
      - jdk.security.legacyAlgorithms
      - jdk.disabled.namedCurves
      - http.auth.digest.disabledAlgorithms
      - jdk.crypto.disabledAlgorithms
  targets:
    description:
      - Java homes, C(java.security) files, or archives with a JDK in them.
      - Without targets, the module works on all Javas that C(jsecpatch) finds.
    type: list
    elements: path
    default: []
  scan:
    description:
      - Search all local file systems for Javas, not only the usual places.
    type: bool
    default: false
  scan_dir:
    description:
      - Search this directory only.
    type: path
  remember:
    description:
      - With I(state=patched), also write the change into the policy of the host. The update hooks then
        make it again after each update of Java.
    type: bool
    default: false
  forget:
    description:
      - With I(state=restored), also remove the Javas from the policy. Otherwise the next C(reapplied)
        changes them again.
    type: bool
    default: false
  policy:
    description:
      - The text of the policy file. The module writes it if it differs, and then applies it.
      - A policy that C(jsecpatch) cannot read is not written.
      - See C(man jsecpatch.conf).
    type: str
  policy_file:
    description:
      - The policy file. The default is C(/etc/jsecpatch.conf). With I(root), this is still a path of the
        host.
    type: path
  adopt_vendor:
    description:
      - Start from the newer file that the package manager left beside an edited one, such as
        C(java.security.rpmnew).
    type: bool
    default: false
  confirm:
    description:
      - After the change, ask each Java which list it uses. This runs the Javas, but not in check mode.
    type: bool
    default: false
  force:
    description:
      - Go on where C(jsecpatch) refuses for safety's sake.
    type: bool
    default: false
  hooks:
    description:
      - C(installed) installs or renews the update hooks before the other action.
      - C(removed) removes them after the other action, if that succeeds.
      - C(listed) only reads how they are.
    type: str
    choices: [installed, removed, listed, unchanged]
    default: unchanged
  diagnose:
    description:
      - Find out why TLS handshakes fail. Each item is C(HOST:PORT) as the host sees it, C(pid:N), a log
        file on the host, or the text of an error.
      - The module fails if a handshake with anonymous suites does not work, or if that is not known.
      - This goes with I(executable) and I(document) only.
    type: list
    elements: str
    default: []
  java_required:
    description:
      - Whether the module fails if the host has no Java that may be changed.
    type: bool
    default: true
  document:
    description:
      - Also return the whole JSON documents.
    type: bool
    default: false
  root:
    description:
      - Work on the tree in this directory, such as an image that is being built.
    type: path
  state_dir:
    description:
      - The directory with the backups. The default is C(/var/lib/jsecpatch).
    type: path
  executable:
    description:
      - The command, as a name or as a path. A name is searched for in C(/usr/local/bin), C(/usr/bin) and
        C(PATH).
    type: path
    default: jsecpatch
attributes:
  check_mode:
    description: Changes nothing, and reports what would change.
    support: full
  diff_mode:
    description: Returns a unified diff for each file.
    support: full
  platform:
    description: Linux.
    support: full
    platforms: linux
notes:
  - Use C(become), since only root can change the Javas of the system.
  - Anonymous suites do not authenticate the peer. Anyone on the network between the two programs can
    read and change everything. TLS with certificates is the better way.
  - The exit statuses 0 and 4 are success. 4 says that check mode found something to change.
  - The host needs Python 2.7, or 3.6 or later.
  - C(man jsecpatch-json) explains the documents and all codes.
'''

EXAMPLES = r'''
- name: Show which Javas there are, and what they block
  jsecpatch.java.jsecpatch:
  become: true
  register: javas

- name: Allow anonymous suites in every Java, also after updates
  jsecpatch.java.jsecpatch:
    allow: anon
    remember: true
    hooks: installed
  become: true
  register: patched

- name: Allow them in one product only, and block TLS 1.3 there
  jsecpatch.java.jsecpatch:
    allow: anon
    disallow: TLSv1.3
    targets: /opt/product/jre
  become: true

- name: Write the policy and apply it
  jsecpatch.java.jsecpatch:
    policy: |
      rule.1.allow = anon
      rule.1.target = /opt/product/jdk-17.*
    hooks: installed
  become: true

- name: Accept hosts without a Java
  jsecpatch.java.jsecpatch:
    allow: anon
    java_required: false
  become: true

- name: Undo everything
  jsecpatch.java.jsecpatch:
    state: restored
    forget: true
    hooks: removed
  become: true

- name: Find out why the handshake with a server fails
  jsecpatch.java.jsecpatch:
    diagnose: server.example:5615
  become: true
'''

RETURN = r'''
msg:
  description: A summary in one line. If the module fails, the reason.
  returned: always
  type: str
  sample: 3 patched
changed:
  description: Whether something was changed. In check mode, whether something would be.
  returned: always
  type: bool
rc:
  description: The exit status of the command that failed first, or else of the last one.
  returned: always
  type: int
  sample: 0
commands:
  description: The commands that were run.
  returned: always
  type: list
  elements: list
  sample: [[/usr/bin/jsecpatch, --json, --allow=anon]]
version:
  description: The version of jsecpatch.
  returned: if jsecpatch ran
  type: str
  sample: 0.1.0
installs:
  description: The Javas. I(document) returns all keys of them.
  returned: if jsecpatch ran
  type: list
  elements: dict
  contains:
    home:
      description: The Java home.
      type: str
      sample: /opt/product/jre
    name:
      description: Vendor and version.
      type: str
      sample: Temurin 17.0.15
    java_version:
      description: The version.
      type: str
      sample: 17.0.15
    file:
      description: The file that has the list.
      type: str
    state:
      description: What happened, or would happen.
      type: str
      sample: patched
    patched:
      description: Whether the file is what jsecpatch wrote.
      type: bool
    removed:
      description: The entries that were removed from the list.
      type: list
      elements: str
      sample: [anon]
    added:
      description: The entries that were added to the list.
      type: list
      elements: str
      sample: []
    entries:
      description: The entries of the list after the change.
      type: list
      elements: str
    policy:
      description: Whether the list matches the policy. C(null) if no rule covers this Java, or if it failed.
      type: str
      sample: complies
    effective:
      description: Whether Java takes the list from this file. C(null) if that is not known.
      type: bool
    overridden_by:
      description: The file from which Java takes the list instead.
      type: str
    usable:
      description: Which kinds of suites and protocols programs can use. C(null) if that is not known.
      returned: with I(state=listed)
      type: dict
      sample: {anon: usable, "null": blocked, old_tls: blocked}
    all_off:
      description: Whether all restrictions are off, because the list is empty or missing.
      returned: with I(state=listed)
      type: bool
    backup:
      description: The ID of the backup that was made.
      type: str
    notes:
      description: What you should know, each with a stable code.
      type: list
      elements: dict
    error:
      description: Why it failed, with a stable code.
      type: dict
restart:
  description:
    - The running programs that still use an older list, and need a restart.
    - They are also those that need it because of an earlier task.
  returned: if jsecpatch ran
  type: list
  elements: dict
  sample: [{pid: 812, user: tomcat, unit: tomcat9.service, home: /opt/product/jre}]
backups:
  description: The IDs of the backups that were made.
  returned: if jsecpatch ran
  type: list
  elements: str
hooks:
  description: The update hooks that are installed, or that were changed.
  returned: if jsecpatch ran
  type: list
  elements: dict
  contains:
    name:
      description: The name of the hook.
      type: str
      sample: dpkg
    state:
      description: Whether it is installed.
      type: str
      sample: installed
    changes:
      description: What was changed, or would be.
      type: list
      elements: str
policy:
  description: The policy file of the host.
  returned: if the action reads it
  type: dict
  contains:
    file:
      description: Its path.
      type: str
      sample: /etc/jsecpatch.conf
    present:
      description: Whether it exists.
      type: bool
    changed:
      description: Whether it was changed, or would be.
      type: bool
codes:
  description: The codes of the warnings, since their texts may change.
  returned: if jsecpatch ran
  type: list
  elements: str
  sample: [anonymous-suites, no-hook]
diagnoses:
  description: The answers of I(diagnose), with the causes and the commands that help.
  returned: with I(diagnose)
  type: list
  elements: dict
documents:
  description: The whole JSON documents of the commands that were run.
  returned: with I(document)
  type: list
  elements: dict
'''

import json
import os
import shutil
import tempfile

from ansible.module_utils.basic import AnsibleModule

PROPERTIES = (
    'jdk.tls.disabledAlgorithms', 'jdk.certpath.disabledAlgorithms', 'jdk.jar.disabledAlgorithms',
    'jdk.tls.legacyAlgorithms', 'jdk.security.legacyAlgorithms', 'jdk.disabled.namedCurves',
    'http.auth.digest.disabledAlgorithms', 'jdk.crypto.disabledAlgorithms')
ACTIONS = {
    'patched': [],
    'restored': ['--restore'],
    'reapplied': ['--reapply'],
    'suspended': ['--suspend'],
    'forgotten': ['--forget'],
    'listed': ['--list'],
}
# A run that changes nothing does not look at the running programs.
CHANGES = ('patched', 'restored', 'reapplied')
# The states of the parameters that do not go with every state.
SEARCHES = ('patched', 'restored', 'reapplied', 'suspended', 'listed')
STATES = {
    'allow': ('patched',),
    'disallow': ('patched',),
    'remember': ('patched',),
    'forget': ('restored',),
    'policy': ('reapplied',),
    'adopt_vendor': ('patched', 'reapplied'),
    'confirm': ('patched', 'restored', 'reapplied', 'listed'),
    'property': ('patched', 'restored', 'listed'),
    'scan': SEARCHES,
    'scan_dir': SEARCHES,
    'force': ('patched', 'restored', 'reapplied', 'suspended', 'forgotten'),
}
SWITCHES = ('remember', 'forget', 'adopt_vendor', 'confirm', 'force', 'scan')
APART = (('scan', 'scan_dir'), ('scan', 'targets'), ('scan_dir', 'targets'))
WITH_DIAGNOSE = ('diagnose', 'executable', 'java_required', 'document')
INSTALL_KEYS = ('home', 'name', 'java_version', 'file', 'state', 'patched', 'removed', 'added',
                'entries', 'policy', 'effective', 'overridden_by', 'usable', 'all_off', 'notes',
                'error', 'backup')
HOOK_VERBS = {'installed': 'install', 'listed': 'status'}  # these come before the action
HOOK_KEYS = ('name', 'state', 'changes')
POLICY_KEYS = ('file', 'present', 'changed')
POLICY_FILE = '/etc/jsecpatch.conf'
# Exit statuses. A run that finds nothing to forget, or not what was named, has the first one, too.
NO_JAVA = 3
WOULD_CHANGE = 4


def choose_state(given):
    """Returns the state, or None if only the hooks or a diagnosis are asked for."""
    if given['state']:
        return given['state']
    if given['allow'] or given['disallow']:
        return 'patched'
    if given['policy'] is not None:
        return 'reapplied'
    return None if given['diagnose'] or given['hooks'] != 'unchanged' else 'listed'


def find_misuse(given, state):
    """Returns what does not go together, or None."""
    if given['diagnose']:
        for name in sorted(given):
            if given[name] and given[name] != 'unchanged' and name not in WITH_DIAGNOSE:
                return "'%s' does not go with 'diagnose'" % name
        return None
    for one, other in APART:
        if given[one] and given[other]:
            return "'%s' does not go with '%s'" % (one, other)
    if given['policy'] and given['root'] and not given['policy_file']:
        return "'policy' with 'root' requires 'policy_file'"
    for name in sorted(STATES):
        if given[name] and state not in STATES[name]:
            return "'%s' requires one of these states: %s" % (name, ', '.join(STATES[name]))
    if given['targets'] and state is None:
        return "'targets' requires a state"
    if state == 'patched' and not given['allow'] and not given['disallow']:
        return "state 'patched' requires 'allow' or 'disallow'"
    if state == 'forgotten' and not given['targets']:
        return "state 'forgotten' requires 'targets'"
    return None


def shorten(thing, keys):
    return dict((key, thing[key]) for key in keys if key in thing)


def sentence(thing):
    """Returns the message of an error or a warning, and what helps, in one line."""
    words = [thing['message']] + [thing['hint']] * bool(thing.get('hint'))
    return ' '.join('; '.join(words).split())


def find_errors(document):
    """Returns the errors of a document and of all in it, as sentences."""
    holders = [document, document.get('policy')]
    for key in ('installs', 'hooks', 'overrides'):
        holders += document.get(key) or []
    found = []
    for holder in holders:
        if holder and holder.get('error') and sentence(holder['error']) not in found:
            found.append(sentence(holder['error']))
    return found + ['%s: %s' % (answer['what'], answer['message'])
                    for answer in document.get('diagnoses') or [] if not answer['works']]


def say_failure(document):
    """Returns in one line why a run failed."""
    errors = find_errors(document) or [document['msg']]
    more = len(errors) - 1
    return errors[0] + (' (and %d more)' % more if more else '')


def read(path):
    """Returns the text of a file, or None if there is none."""
    if not os.path.exists(path):
        return None
    with open(path, 'rb') as file:
        return file.read().decode('utf-8', 'replace')


class Task(object):
    """The commands that are run for one task, and what comes of them."""

    def __init__(self, module):
        self.module, self.given = module, module.params
        self.result = {'changed': False, 'rc': 0, 'commands': [], 'codes': []}
        self.documents, self.diffs, self.failure = [], [], None
        name = self.given['executable']
        self.program = module.get_bin_path(name, opt_dirs=['/usr/local/bin', '/usr/bin'])
        if not self.program:
            self.fail('%s: not found on this host; install jsecpatch there, for example with the '
                      'role jsecpatch.java.jsecpatch' % name)

    def fail(self, message):
        self.result['msg'] = message
        self.module.fail_json(**self.result)

    def call(self, options, words=(), dry=None, policy=None, policy_shown=''):
        """Runs the command. Returns its exit status and its document."""
        dry = self.module.check_mode if dry is None else dry
        command = [self.program, '--json'] + ['--dry-run'] * dry
        command += [option for option in options if not dry or option != '--confirm']
        for option, value in (('--root=', self.given['root']),
                              ('--state-dir=', self.given['state_dir']),
                              ('--policy=', policy or self.given['policy_file'])):
            command += [option + value] if value else []
        command += ['--'] + list(words)
        status, printed, errors = self.module.run_command(command)
        self.result['commands'].append(command)
        if policy:
            printed = printed.replace(policy, json.dumps(policy_shown)[1:-1])
        try:
            return status, json.loads(printed)
        except ValueError:
            lines = errors.strip().splitlines() or ['no error message']
            self.result['rc'] = status
            self.fail('%s ended with status %d and printed no JSON document: %s' % (
                self.program, status, lines[0]))

    def may_find_nothing(self, document):
        if self.given['state'] == 'forgotten':
            return document['error']['code'] == 'not-found'
        return not document['failed'] and not self.given['java_required']

    def keep(self, status, document):
        """Keeps what a run did. Returns whether it succeeded."""
        policy = document.get('policy') or {}
        self.documents.append(document)
        self.result['version'] = document['version']
        self.result['changed'] = self.result['changed'] or document['changed']
        for warning in document['warnings'] + policy.get('notes', []):
            self.result['codes'].append(warning['code'])
            self.module.warn(sentence(warning))
        for thing in document.get('installs', []) + document.get('overrides', []) + [policy]:
            if thing.get('diff'):
                self.diffs.append({'prepared': thing['diff']})
        done = status in (0, WOULD_CHANGE) or (status == NO_JAVA and self.may_find_nothing(document))
        if not self.failure:
            self.result.update(rc=status, msg=document['msg'])
            self.failure = None if done else say_failure(document)
        return done

    def change_hooks(self, verb):
        """Runs --hook. Returns whether it succeeded."""
        status, document = self.call(['--hook', verb])
        self.result['hooks'] = [shorten(hook, HOOK_KEYS) for hook in document.get('hooks') or []
                                if hook['changes'] or hook['state'] not in ('absent', 'snippet')]
        for hook in self.result['hooks']:
            if hook['changes']:
                self.diffs.append({'prepared': '\n'.join(hook['changes']) + '\n'})
        return self.keep(status, document)

    def diagnose(self):
        status, document = self.call(['--diagnose'], self.given['diagnose'], dry=False)
        self.result['diagnoses'] = document.get('diagnoses') or []
        self.keep(status, document)

    def list_options(self, state):
        given, options = self.given, list(ACTIONS[state])
        for name in ('allow', 'disallow'):
            options += ['--%s=%s' % (name, entry) for entry in given[name]]
        for name in SWITCHES:
            options += ['--' + name.replace('_', '-')] * given[name]
        for option, name in (('--property=', 'property'), ('--scan=', 'scan_dir')):
            options += [option + given[name]] if given[name] else []
        return options

    def act(self, state):
        """Runs the action. Returns whether it succeeded."""
        options, run = self.list_options(state), None
        if self.given['policy'] is not None:
            run = self.change_policy(options)
        status, document = run or self.call(options, self.given['targets'])
        installs = [shorten(install, INSTALL_KEYS) for install in document['installs']]
        for install in installs:
            install['backup'] = (install['backup'] or {}).get('id')
        self.result.update(installs=installs, restart=document['restart'], backups=sorted(set(
            install['backup'] for install in installs if install['backup'])))
        if state in CHANGES and not document['changed'] and not self.module.check_mode:
            self.result['restart'] = self.call(['--list'])[1]['restart']
        if document.get('policy'):
            self.result['policy'] = shorten(document['policy'], POLICY_KEYS)
        if document.get('hooks') is not None:
            self.result.setdefault('hooks', [shorten(hook, HOOK_KEYS) for hook in document['hooks']])
        return self.keep(status, document)

    def change_policy(self, options):
        """Writes the policy if it differs, and if jsecpatch can read it.

        Returns in check mode what the action would do then, and otherwise None."""
        path, text = self.given['policy_file'] or POLICY_FILE, self.given['policy'].rstrip('\n') + '\n'
        old = read(path)
        if old == text:
            return None
        # Only root can write there, and it is in memory. jsecpatch trusts no other place as root.
        folder = tempfile.mkdtemp(
            prefix='jsecpatch.', dir='/run' if os.access('/run', os.W_OK) else self.module.tmpdir)
        try:
            new = os.path.join(folder, 'policy')
            with open(new, 'wb') as file:
                file.write(text.encode('utf-8'))
            status, document = self.call(options, self.given['targets'], True, new, path)
            if document['error']:
                self.result['rc'] = status
                self.fail(say_failure(document))
            self.result['changed'] = True
            self.diffs.append({'before_header': path, 'before': old or '', 'after_header': path,
                               'after': text})
            if self.module.check_mode:
                return status, document
            self.module.atomic_move(new, path)
            return None
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def end(self):
        if self.module._diff:
            self.result['diff'] = self.diffs
        if self.given['document']:
            self.result['documents'] = self.documents
        if self.failure:
            self.fail(self.failure)
        # Otherwise Ansible takes each status but 0 for a failure.
        self.module.exit_json(failed=False, **self.result)


def main():
    module = AnsibleModule(
        argument_spec=dict(
            state=dict(type='str', choices=['patched', 'restored', 'reapplied', 'suspended', 'forgotten',
                                            'listed']),
            allow=dict(type='list', elements='str', default=[]),
            disallow=dict(type='list', elements='str', default=[]),
            property=dict(type='str', choices=list(PROPERTIES)),
            targets=dict(type='list', elements='path', default=[]),
            scan=dict(type='bool', default=False),
            scan_dir=dict(type='path'),
            remember=dict(type='bool', default=False),
            forget=dict(type='bool', default=False),
            policy=dict(type='str'),
            policy_file=dict(type='path'),
            adopt_vendor=dict(type='bool', default=False),
            confirm=dict(type='bool', default=False),
            force=dict(type='bool', default=False),
            hooks=dict(type='str', choices=['installed', 'removed', 'listed', 'unchanged'],
                       default='unchanged'),
            diagnose=dict(type='list', elements='str', default=[]),
            java_required=dict(type='bool', default=True),
            document=dict(type='bool', default=False),
            root=dict(type='path'),
            state_dir=dict(type='path'),
            executable=dict(type='path', default='jsecpatch'),
        ),
        supports_check_mode=True)
    state = choose_state(module.params)
    misuse = find_misuse(module.params, state)
    if misuse:
        module.fail_json(msg=misuse)
    task, hooks = Task(module), module.params['hooks']
    if module.params['diagnose']:
        task.diagnose()
    if hooks in HOOK_VERBS:
        task.change_hooks(HOOK_VERBS[hooks])
    done = task.act(state) if state else True
    if hooks == 'removed' and done:
        task.change_hooks('remove')
    task.end()


if __name__ == '__main__':
    main()
