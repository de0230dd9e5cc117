# SPDX-License-Identifier: MIT
"""Judges one document: whether it is valid, what is usable, and what needs attention."""
import collections
import datetime
import re
import shlex

PROPERTY = 'jdk.tls.disabledAlgorithms'

# What is used of a document: {key: type}. A tuple has alternatives, a list has one type of items.
# A key that may be None may be missing, too: older versions do not have it.
NOTE = {'code': str, 'message': str, 'hint': (str, None)}
RUN = {'action': str, 'time': str, 'ok': bool, 'message': str}
HOOK = {'name': str, 'state': str, 'runs': [RUN]}
INSTALL = {
    'home': (str, None), 'file': (str, None), 'name': (str, None), 'java_version': (str, None),
    'container': (str, None), 'state': str, 'patched': bool, 'policy': (str, None), 'notes': [NOTE],
    'error': (NOTE, None), 'effective': (bool, None), 'overridden_by': (str, None),
    'usable': ({'anon': str, 'null': str, 'old_tls': str}, None), 'all_off': (bool, None)}
PROCESS = {'pid': int, 'user': str, 'unit': (str, None), 'command': str, 'late': bool}
SUCCESSOR = {'target': str, 'home': str}
POLICY = {'present': bool, 'error': (NOTE, None), 'successors': [SUCCESSOR]}
LIST = {
    'version': str, 'failed': bool, 'msg': str, 'error': (NOTE, None), 'warnings': [NOTE],
    'policy': (POLICY, None), 'hooks': ([HOOK], None), 'installs': [INSTALL],
    'restart': [PROCESS], 'restart_unseen': int}

Kind = collections.namedtuple('Kind', 'key level title label advice command')
# What needs attention, the worst first. A command with {words} is made for each place.
KINDS = (
    Kind('off', 'bad', 'All restrictions are off', 'all restrictions off',
         'The list is empty or missing, so Java refuses nothing. Put the vendor’s file back, from '
         'its backup, or from the package of this Java. If it was emptied by hand, add --force.',
         'jsecpatch --restore {home}'),
    Kind('none', 'bad', 'No valid document', 'no valid document',
         'Nothing is known about these hosts. Fetch the document again.',
         'ssh -- {host} jsecpatch --list --json >{host}.json'),
    Kind('failed', 'bad', 'Errors', 'error',
         'See all of it on that host.', 'jsecpatch -v'),
    Kind('cut', 'bad', 'A part of the list is cut off', 'list cut off',
         'Java does not read all lines of the list. Put the vendor’s file back, from its backup, '
         'or from the package of this Java. Then use jsecpatch --allow.',
         'jsecpatch --restore {home}'),
    Kind('differs', 'warn', 'Does not match the policy', 'differs from the policy',
         'A Java update or a person has changed the list.', 'jsecpatch --reapply'),
    Kind('vain', 'warn', 'A change has no effect', 'no effect',
         'Java takes the list from another file, or ignores an entry.', 'jsecpatch -v'),
    Kind('nohook', 'warn', 'No update hook', 'no hook',
         'The next update of a Java undoes the change.', 'jsecpatch --hook install'),
    Kind('hook', 'warn', 'An update hook does not work', 'hook failed',
         'A hook is broken, or its last run failed.', 'jsecpatch --hook status'),
    Kind('restart', 'warn', 'Programs need a restart', 'restart needed',
         'A running program keeps the list that it started with.', 'systemctl restart -- {unit}'),
    Kind('waiting', 'note', 'An update waits', 'update waits',
         'Restrictions of a newer version are not active.', 'jsecpatch --reapply --adopt-vendor'),
    Kind('weak', 'note', 'Weak suites are usable, and no policy covers this Java',
         'usable without a policy',
         'If a program needs them, use --allow with --remember, so that updates keep the change. '
         'If not, block them.', 'jsecpatch --disallow {entries} {home}'),
    Kind('stale', 'note', 'The document is old', 'old document',
         'It was fetched long before the newest one.',
         'ssh -- {host} jsecpatch --list --json >{host}.json'),
    Kind('other', 'note', 'Other warnings', 'warning', 'See all of it on that host.',
         'jsecpatch -v'),
)
WEIGHTS = {kind.key: weight for weight, kind in enumerate(KINDS)}
BY_KEY = {kind.key: kind for kind in KINDS}

# Codes of notes and of warnings, and the kind that they belong to.
NOTES = {'all-off': 'off', 'list-cut': 'cut', 'tls-fails': 'failed', 'entry-no-effect': 'vain',
         'vendor-file-waiting': 'waiting', 'dpkg-unfinished': 'waiting'}
WARNINGS = {'all-off': 'off', 'list-cut': 'cut', 'entry-no-effect': 'vain', 'no-hook': 'nohook',
            'hook-broken': 'hook', 'hook-failed': 'hook', 'updates-kept-back': 'waiting'}

Trouble = collections.namedtuple('Trouble', 'kind text command')
Java = collections.namedtuple('Java', 'home name version anon null old_tls list policy state error')


class Invalid(Exception):
    """Why a document is not valid."""


def natural(text):
    """Returns a key by which host2 is before host10. Numbers may have any length."""
    parts = re.split('0*([0-9]+)', text)
    return [(len(part), part) if place % 2 else part for place, part in enumerate(parts)]


def fits(value, shape):
    if isinstance(shape, tuple):
        return any(fits(value, one) for one in shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            fits(value.setdefault(key), one) for key, one in shape.items())
    return value is None if shape is None else type(value) is shape


def check(document, action, shape):
    if not isinstance(document, dict) or not isinstance(document.get('action'), str):
        raise Invalid('it is not a document of jsecpatch')
    if document['action'] != action:
        raise Invalid(f'it is of --{document["action"]}, not of --{action}')
    for key, one in shape.items():
        if not fits(document.setdefault(key), one):
            raise Invalid(f'its key {key} is not what jsecpatch prints')
    return document


def check_list(document):
    """Returns the document of a listing, or says why it is none."""
    check(document, 'list', LIST)
    if document.get('property') != PROPERTY:
        raise Invalid(f'it is not about {PROPERTY}')
    return document


def check_hooks(document):
    """Returns the hooks of a document of --hook status, or says why there are none."""
    return check(document, 'hook', {'hooks': [HOOK]})['hooks']


def sentence(note):
    return note['message'] + (f'; {note["hint"]}' if note['hint'] else '')


def judge_list(install, codes):
    """Says what Java does with the list."""
    if install['all_off'] or 'all-off' in codes:
        return 'off'
    if 'list-cut' in codes:
        return 'cut'
    return 'unknown' if install['error'] or install['all_off'] is None else 'on'


def known(word, words):
    """Returns a word of the document, unless a newer version has brought it."""
    return word if word in words else 'unknown'


def knows_rules(policy, install):
    """Says whether the document knows if a rule of the policy covers this Java."""
    if policy and policy['error'] and policy['error']['code'] != 'no-target':
        return False
    return not (install['error'] and policy and policy['present'])


def judge_java(install, policy):
    usable = install['usable'] or {}
    codes = {note['code'] for note in install['notes']}
    anon, null, old_tls = (known(usable.get(key), ('usable', 'partly', 'blocked'))
                           for key in ('anon', 'null', 'old_tls'))
    return Java(
        home=(install['home'] or install['file'] or 'unknown place') + (
            f' (container {install["container"]})' if install['container'] else ''),
        name=install['name'] or 'unknown Java', version=install['java_version'] or '',
        anon=anon, null=null, old_tls=old_tls, list=judge_list(install, codes),
        policy=known(install['policy'] or ('none' if knows_rules(policy, install) else 'unknown'),
                     ('complies', 'differs', 'none')),
        error=install['error'],
        state='skipped' if install['state'] == 'skipped' else
        'patched' if install['patched'] else
        'maybe patched' if 'backup-damaged' in codes else 'not patched')


def install_troubles(install, java):
    """Yields what needs attention in one Java."""
    def trouble(key, text='', **words):
        if java.home not in text:
            text = f'{java.home}: {text}' if text else java.home
        # In a container it has another name. What is no path could be an option.
        path = install['home'] or ''
        home = path if path.startswith('/') and not install['container'] else None
        return make_trouble(key, text, home=home, **words)
    if install['error']:
        yield trouble('failed', sentence(install['error']))
    for note in install['notes']:
        if note['code'] in NOTES and not (install['error'] and note['code'] == 'tls-fails'):
            yield trouble(NOTES[note['code']], sentence(note))
    if install['all_off'] and 'all-off' not in {note['code'] for note in install['notes']}:
        yield trouble('off')
    if java.policy == 'differs':
        yield trouble('differs')
    if install['patched'] and install['effective'] is False:
        yield trouble('vain', f'Java takes its list from {install["overridden_by"]}')
    weak = [entry for entry, verdict in (('anon', java.anon), ('NULL', java.null))
            if verdict == 'usable']
    if weak and java.policy == 'none' and java.list != 'off':
        yield trouble('weak', entries=','.join(weak))


def run_troubles(document):
    """Yields what needs attention in the run as a whole."""
    policy = document['policy']
    for error in document['error'], policy and policy['error']:
        if error:
            yield make_trouble('failed', sentence(error))
    for successor in policy['successors'] if policy else ():
        yield make_trouble('failed', '{home} has probably replaced {target}'.format_map(successor))
    for process in document['restart']:
        text = '{command} (pid {pid}, user {user})'.format_map(process) + (
            ' started during an update' if process['late'] else '')
        yield make_trouble('restart', text, unit=process['unit'])


def find_troubles(document, javas):
    """Returns what needs attention, the worst first."""
    found = [trouble for install, java in zip(document['installs'], javas)
             for trouble in install_troubles(install, java)]
    noted = {trouble.kind.key for trouble in found}
    found += run_troubles(document)
    for warning in document['warnings']:
        key = WARNINGS.get(warning['code'], 'other')
        if key not in noted:
            found.append(make_trouble(key, '' if key == 'nohook' else sentence(warning)))
    if document['failed'] and 'failed' not in {trouble.kind.key for trouble in found}:
        found.append(make_trouble('failed', document['msg']))
    return found


def make_trouble(key, text='', **words):
    """Returns a trouble in one place, with the command for it if all its words are known."""
    kind = BY_KEY[key]
    quoted = {word: shlex.quote(value) for word, value in words.items() if value}
    try:
        return Trouble(kind, text, kind.command.format(**quoted) if '{' in kind.command else '')
    except KeyError:
        return Trouble(kind, text, '')


def run_time(run):
    return run['time']


def find_problem(hook, run):
    """Says why a hook does not do its work, or nothing."""
    if hook['state'] not in ('installed', 'outdated'):
        return 'does not work'
    return '' if not run or run['ok'] else 'its last run failed'


class Host:
    """What a host's document says, made short."""

    def __init__(self, name, seen, document, invalid=''):
        self.name, self.seen, self.invalid = name, seen, invalid
        self.troubles, self.javas, self.restarts, self.unseen = [], [], 0, 0
        self.hooks, self.hook_state, self.last_run, self.version = [], 'unknown', None, ''
        if document:
            self.read(document)
        else:
            self.troubles.append(make_trouble('none', invalid, host=name))

    def read(self, document):
        self.version = document['version']
        self.javas = [judge_java(install, document['policy']) for install in document['installs']]
        self.restarts, self.unseen = len(document['restart']), document['restart_unseen']
        self.troubles = find_troubles(document, self.javas)
        if document['hooks'] is not None:
            self.read_hooks([hook for hook in document['hooks']
                             if hook['state'] not in ('absent', 'snippet')])

    def read_hooks(self, hooks):
        """Finds which hooks are in place, whether they work, and how the last run went."""
        newest = {hook['name']: max(hook['runs'], key=run_time, default=None) for hook in hooks}
        problems = {hook['name']: find_problem(hook, newest[hook['name']]) for hook in hooks}
        self.hooks = [f'{name} ({problem})' if problem else name
                      for name, problem in problems.items()]
        self.last_run = max(filter(None, newest.values()), key=run_time, default=None)
        failing = [name for name in self.hooks if name not in problems]
        self.hook_state = 'failing' if failing else 'working' if hooks else 'none'
        if failing and 'hook' not in {trouble.kind.key for trouble in self.troubles}:
            self.troubles.append(make_trouble('hook', ', '.join(failing)))

    def count(self):
        """Returns how often each word of the totals holds, with its measure before it."""
        words = [f'{measure}-{getattr(java, measure)}' for java in self.javas
                 for measure in ('list', 'anon', 'null', 'old_tls', 'policy')]
        words.append('host-none' if self.invalid else
                     'host-attention' if self.troubles else 'host-good')
        if not self.invalid:
            words.append('hooks-' + self.hook_state)
            words.append('restart-' + ('needed' if self.restarts else 'none'))
        return collections.Counter(words + [f'kind-{key}' for key in
                                            {trouble.kind.key for trouble in self.troubles}])


def find_stale(hosts, seconds):
    """Notes which documents are much older than the newest one."""
    newest = max((host.seen for host in hosts if host.seen is not None), default=0)
    for host in hosts:
        if not host.invalid and newest - host.seen > seconds:
            host.troubles.append(make_trouble('stale', f'of {time_text(host.seen)}', host=host.name))


def time_text(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime('%Y-%m-%d %H:%M')
