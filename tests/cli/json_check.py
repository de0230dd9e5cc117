# SPDX-License-Identifier: MIT
"""Checks that standard input is one document of the command's JSON, and tells what it says."""
import json
import re
import sys

NONE = type(None)
TOP = {'version': str, 'action': str, 'property': str, 'dry_run': bool, 'changed': bool,
       'failed': bool, 'msg': str, 'error': (dict, NONE), 'warnings': list,
       'policy': (dict, NONE), 'restart': list, 'restart_unseen': int,
       'scan': (dict, NONE)}
INSTALL = {'home': (str, NONE), 'aliases': list, 'vendor': (str, NONE),
           'java_version': (str, NONE), 'source': str, 'pid': (int, NONE),
           'container': (str, NONE), 'file': (str, NONE), 'line': (int, NONE), 'state': str, 'patched': bool, 'removed': list, 'added': list,
           'entries': list, 'notes': list, 'backup': (dict, NONE), 'diff': (str, NONE),
           'error': (dict, NONE), 'policy': (str, NONE), 'waiting': (str, NONE),
           'opened': (list, NONE), 'opened_protocols': list, 'still_blocked': list}
BACKUP = {'id': str, 'path': str, 'sha256': str}
STORED = {'id': str, 'path': str, 'sha256': (str, NONE), 'time': (str, NONE),
          'action': (str, NONE), 'file': (str, NONE), 'pristine': bool, 'error': (dict, NONE)}
ERROR = {'code': str, 'message': str, 'hint': (str, NONE), 'path': (str, NONE), 'line': (int, NONE)}
NOTE = {'code': str, 'message': str, 'hint': (str, NONE)}
PROCESS = {'pid': int, 'user': str, 'unit': (str, NONE), 'container': (str, NONE), 'home': str,
           'command': str, 'policy_file': (str, NONE), 'policy_replaces': bool,
           'overridden_by': (str, NONE), 'list_unread': bool}
SCAN = {'directories': int, 'unreadable': int, 'problems': list, 'left_out': list,
        'cancelled': bool}
STATES = {'listed', 'patched', 'unchanged', 'would-patch', 'restored', 'suspended', 'skipped',
          'failed'}
SOURCES = {'target', 'known-place', 'environment', 'path', 'policy', 'backup', 'scan', 'process',
           'container'}


def check(where, value, keys):
    """Every key is there, with its type; others may have been added."""
    for key, kind in keys.items():
        if key not in value:
            print(f'{where}: no {key}')
        elif not isinstance(value[key], kind) or (kind == int and value[key] is True):
            print(f'{where}: {key} is {value[key]!r}')
        elif kind is list and key not in ('installs', 'restart', 'still_blocked', 'notes', 'warnings'):
            if not all(isinstance(item, str) for item in value[key]):
                print(f'{where}: {key} holds what is no text')


def say_words(kind, item):
    hint = f" [{item['hint']}]" if item['hint'] else ''
    print(f"    {kind} {item['code']}: {item['message']}{hint}")


def say_error(error):
    if error:
        check('error', error, ERROR)
        say_words('error', error)


def say_note(kind, note):
    check(kind, note, NOTE)
    if not re.fullmatch('[a-z]+[0-9]*(-[a-z]+)*', note['code']):
        print('no stable code:', note['code'])
    say_words(kind, note)


def say_install(install):
    check('install', install, INSTALL)
    if install['state'] not in STATES or install['source'] not in SOURCES:
        print('unknown state or source', install['state'], install['source'])
    if (install['state'] == 'failed') != (install['error'] is not None):
        print('failed, and error, say different things')
    print(f"  {install['state']} {install['home']!a} {install['file']!a}:{install['line']}"
          f" aliases={len(install['aliases'])} patched={install['patched']}"
          f" -{install['removed']} +{install['added']!a} of {len(install['entries'])}"
          f" backup={bool(install['backup'])} diff={bool(install['diff'])}")
    for note in install['notes']:
        say_note('note', note)
    if install['backup']:
        check('backup', install['backup'], BACKUP)
    if install['diff'] and not install['diff'].startswith('--- '):
        print('no diff:', install['diff'][:20])
    say_error(install['error'])


def say_scan(scan):
    if scan:
        check('scan', scan, SCAN)
        print(f"  scan of {scan['directories']}, {scan['unreadable']} unreadable,"
              f" cancelled={scan['cancelled']}")
        for problem in sorted(scan['problems']):
            print('    problem:', problem)


def say_stored(stored):
    check('stored', stored, STORED)
    print(f"  {stored['action']} {stored['file']} pristine={stored['pristine']}")
    if not stored['error'] and not re.fullmatch('[0-9a-f]{64}', stored['sha256']):
        print('no digest:', stored['sha256'])
    say_error(stored['error'])


def main():
    text = sys.stdin.read()
    if not text:
        print('  no document')
        return
    document = json.loads(text)
    check('document', document, TOP)
    if not re.fullmatch(r'\d+\.\d+\.\d+', document['version']):
        print('no version:', document['version'])
    print(f"  {document['action']} {document['property']} dry_run={document['dry_run']}"
          f" changed={document['changed']} failed={document['failed']}"
          f" warnings={len(document['warnings'])}: {document['msg']}")
    say_error(document['error'])
    for warning in document['warnings']:
        say_note('warning', warning)
    for install in document.get('installs', []):
        say_install(install)
    for process in document['restart']:
        check('restart', process, PROCESS)
        print(f"  restart {process['command']} of {process['home']}, policy"
              f" {process['policy_file']} replaces={process['policy_replaces']}")
    say_scan(document['scan'])
    for stored in document.get('backups', []):
        say_stored(stored)
    if ('installs' in document) == ('backups' in document):
        print('installs or backups, not both, not none')


main()
