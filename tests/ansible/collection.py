#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests the Ansible collection on this machine: the module alone, its documentation, and the linters.

usage: collection.py [CASE]...

The module is called as Ansible calls it, and works on copies of the samples. PYTHONS names more
interpreters for it, such as those of old hosts.
"""
import hashlib
import json
import os
import shutil
import sys
import tempfile

sys.path.append(os.path.dirname(os.path.abspath(__file__)) + '/../packages')
import roots
from roots import SOURCE, Failed, expect, read, run, skip, write

COLLECTION = SOURCE + '/samples/ansible'
MODULE = COLLECTION + '/plugins/modules/jsecpatch.py'
JSECPATCH = os.environ.get('JSECPATCH', 'build/cli/jsecpatch')
TMPDIR = tempfile.gettempdir()
LISTS = ('opt/sample-8/jre/lib/security', 'etc/sample-17/security', 'opt/sample-25/conf/security')
LOCK = '%s/var/lib/jsecpatch/lock'
ANSIBLE = {**roots.ENVIRONMENT, 'HOME': TMPDIR, 'ANSIBLE_NOCOLOR': '1',
           'ANSIBLE_COLLECTIONS_PATH': TMPDIR + '/collections'}
interpreters = []


def ansible_python():
    """Returns the Python that Ansible runs with, and where its own modules are."""
    with open(shutil.which('ansible'), encoding='utf-8') as file:
        python = file.readline()[2:].split()[0]
    where = run(python, '-c', 'import ansible; print(ansible.__path__[0])').stdout.strip()
    return python, os.path.dirname(where)


class Root:
    """A copy of the samples that the module works on."""

    def __init__(self):
        self.at = tempfile.mkdtemp()
        run('cp', '-a', SOURCE + '/samples/root/.', self.at)

    def file(self, number):
        return f'{self.at}/{LISTS[number]}/java.security'

    def tree(self):
        return {path: (os.stat(path).st_mtime_ns, read(path)) for folder, _, names in os.walk(self.at)
                for name in names for path in [f'{folder}/{name}'] if os.path.isfile(path)}

    def call(self, check=False, diff=False, **parameters):
        """Runs the module. Returns what it says to Ansible."""
        parameters = {'executable': os.path.abspath(JSECPATCH), 'root': self.at, **parameters}
        arguments = {'_ansible_check_mode': check, '_ansible_diff': diff, '_ansible_tmpdir': TMPDIR,
                     **{name: value for name, value in parameters.items() if value is not None}}
        python, where = interpreters[0]
        env = {**roots.ENVIRONMENT, 'PYTHONPATH': where, 'PYTHONDONTWRITEBYTECODE': '1'}
        done = run(python, MODULE, input=json.dumps({'ANSIBLE_MODULE_ARGS': arguments}), stdin=None,
                   check=False, env=env)
        try:
            result = json.loads(done.stdout)
        except ValueError:
            raise Failed(done.stdout) from None
        expect('failed, for a status other than 0, too', result['failed'], bool(done.returncode))
        return result

    def expect(self, changed, failed=False, **parameters):
        result = self.call(**parameters)
        got = result.get('changed', False), result.get('failed', False)
        if got != (changed, failed):
            raise Failed(f'{parameters}: changed, failed: {got}\n{json.dumps(result, indent=1)[:3000]}')
        return result


def expect_allowed(root, numbers):
    """Checks that the lists of these numbers have no `anon`, and that all other bytes are the vendor's."""
    for number, place in enumerate(LISTS):
        vendor = read(f'{SOURCE}/samples/root/{place}/java.security')
        expect('the file of ' + place, read(root.file(number)) == (
            roots.without_anon(vendor) if number in numbers else vendor))


def patches():
    """Changes all Javas, once, and reports what the document says."""
    root = Root()
    result = root.expect(True, allow=['anon'], remember=True)
    expect('message', (result['msg'], result['rc'], result['version']), ('3 patched', 0, version()))
    expect('states', [(one['state'], one['removed']) for one in result['installs']],
           [('patched', ['anon'])] * 3)
    expect('one backup', (len(result['backups']), {one['backup'] for one in result['installs']}),
           (1, set(result['backups'])))
    expect('warnings', set(result['codes']), {'anonymous-suites', 'tls13-first', 'no-hook'})
    expect('their texts', len(result['warnings']), 3)
    expect('command', result['commands'][0][1:], ['--json', '--allow=anon', '--remember',
                                                  '--root=' + root.at, '--'])
    expect('policy', result['policy'], {'file': '/etc/jsecpatch.conf', 'present': True, 'changed': True})
    expect_allowed(root, [0, 1, 2])
    before = root.tree()
    expect('again', root.expect(False, allow=['anon'], remember=True)['msg'], '3 unchanged')
    expect('a list', root.expect(False)['installs'][0]['policy'], 'complies')
    expect('nothing but the lock is written', {path for path, what in root.tree().items()
                                               if before.get(path) != what} - {LOCK % root.at}, set())
    expect('a target', len(root.expect(True, state='restored', targets=['/opt/sample-8'])['installs']), 1)
    root.expect(True, state='reapplied')
    root.expect(True, state='suspended')
    root.expect(True, state='reapplied')
    root.expect(True, disallow=['TLSv1.3'], allow=['NULL', 'ECDH'])
    root.expect(True, state='restored', forget=True)
    expect_allowed(root, [])
    root.expect(False, state='restored', forget=True)


def checks():
    """Check mode says what would change, and writes nothing. Diff mode shows it."""
    root = Root()
    before = root.tree()
    result = root.expect(True, check=True, diff=True, allow=['anon'], remember=True, confirm=True)
    expect('status', (result['rc'], result['msg']), (4, '3 would change'))
    texts = [part['prepared'] for part in result['diff']]
    expect('diffs', [text.split('\n')[1] for text in texts],
           [f'+++ b/{place}/java.security' for place in (LISTS[2], LISTS[0], LISTS[1])] +
           ['+++ b/etc/jsecpatch.conf'])
    root.expect(False, check=True, state='restored')
    root.expect(False, check=True, state='reapplied')
    expect('nothing is written', root.tree() == before)
    expect('no diff', 'diff' in root.expect(True, allow=['anon']), False)
    before = root.tree()
    root.expect(False, check=True, allow=['anon'])
    root.expect(True, check=True, state='restored')
    expect('nothing is written later', root.tree() == before)


def fails():
    """Says in one line why it fails, and what was changed all the same."""
    root = Root()
    text = read(root.file(0))
    write(root.file(0), text.replace(b'DH keySize < 1024', b'DH keySize <1024'))
    result = root.expect(True, failed=True, allow=['anon'])
    expect('reason', result['msg'].startswith('/opt/sample-8/jre/lib/security/java.security:29: the entry'))
    expect('one line', '\n' in result['msg'], False)
    expect('status', result['rc'], 1)
    expect('others', [(one['state'], (one['error'] or {}).get('code')) for one in result['installs']],
           [('patched', None), ('failed', 'bad-list'), ('patched', None)])
    write(root.file(1), b'no list')
    write(root.file(0), text.replace(b'DH keySize < 1024', b'DH keySize <1024'))
    expect('two', root.expect(False, failed=True, allow=['annon'])['rc'], 1)
    expect('wrong entry', 'similar entries' in root.call(allow=['annon'])['msg'])
    for required in (True, False):
        wrong = root.expect(False, failed=True, allow=['anon'], targets=['/nowhere'], java_required=required)
        expect('wrong path', wrong['msg'], '/nowhere: no such file or directory')
    empty = Root()
    for folder in ('opt', 'usr', 'etc'):
        shutil.rmtree(f'{empty.at}/{folder}')
    expect('no Java', empty.expect(False, failed=True, allow=['anon'])['rc'], 3)
    expect('none is required', empty.expect(False, allow=['anon'], java_required=False)['rc'], 3)
    expect('none to forget', empty.expect(False, state='forgotten', targets=['/opt/old'])['rc'], 3)
    missing = root.expect(False, failed=True, executable='no-such-jsecpatch')
    expect('no command', 'no-such-jsecpatch: not found on this host' in missing['msg'])
    mute = root.expect(False, failed=True, executable='/bin/false')
    expect('no document', '/bin/false ended with status 1 and printed no JSON document' in mute['msg'])


def misuse():
    """Refuses what does not go together, before it runs anything."""
    root = Root()
    for parameters, words in (
            ({'remember': True}, "'remember' requires one of these states: patched"),
            ({'state': 'restored', 'allow': ['anon']}, "'allow' requires"),
            ({'state': 'patched'}, "requires 'allow' or 'disallow'"),
            ({'allow': ['anon'], 'forget': True}, "'forget' requires"),
            ({'allow': ['anon'], 'policy': 'rule.1.allow = anon', 'policy_file': '/p'}, "'policy' requires"),
            ({'policy': 'rule.1.allow = anon'}, "'policy' with 'root' requires 'policy_file'"),
            ({'allow': ['anon'], 'scan': True, 'targets': ['/opt']}, "'scan' does not go with 'targets'"),
            ({'hooks': 'installed', 'targets': ['/opt']}, "'targets' requires a state"),
            ({'diagnose': ['a:1']}, "'root' does not go with 'diagnose'"),
            ({'state': 'forgotten'}, "'forgotten' requires 'targets'"),
            ({'state': 'present'}, 'value of state must be one of'),
            ({'property': 'jdk.tls'}, 'value of property must be one of'),
            ({'alow': ['anon']}, 'Unsupported parameters')):
        result = root.expect(False, failed=True, **parameters)
        expect(f'{parameters}: {result["msg"]}', words in result['msg'])
        expect('nothing ran', 'commands' in result, False)


def hooks():
    """Installs and removes hooks, and reports their own `changed`."""
    root = Root()
    os.makedirs(root.at + '/usr/local/bin')
    shutil.copy(JSECPATCH, root.at + '/usr/local/bin/jsecpatch')
    for name in ('usr/bin/dpkg', 'var/lib/dpkg/info/dpkg.list'):
        write(f'{root.at}/{name}', b'', 0o755)
    before = root.tree()
    result = root.expect(True, hooks='installed', check=True, diff=True)
    expect('what would be', ['dpkg.cfg.d/jsecpatch' in part['prepared'] for part in result['diff']], [True])
    expect('nothing is written', root.tree() == before)
    result = root.expect(True, hooks='installed', allow=['anon'], remember=True)
    expect('no warning that there is none', 'no-hook' in result['codes'], False)
    expect('hooks', [(hook['name'], hook['state']) for hook in result['hooks']], [('dpkg', 'installed')])
    root.expect(False, hooks='installed', allow=['anon'])
    result = root.expect(False, hooks='listed', state='listed', document=True)
    expect('documents', [one['action'] for one in result['documents']], ['hook', 'list'])
    for document in result['documents']:
        roots.documents.load(json.dumps(document))
    root.expect(True, hooks='removed', state='restored', forget=True)
    expect('no hook', os.path.exists(root.at + '/etc/dpkg/dpkg.cfg.d/jsecpatch'), False)
    root.expect(False, hooks='removed')
    root.expect(True, hooks='installed', state='listed')


def staged():
    """Returns what is left of policies that were tried."""
    return [name for place in ('/run', TMPDIR) for name in os.listdir(place) if name.startswith('jsecpatch.')]


def policies():
    """Writes a policy if it differs and can be read, and applies it. Check mode applies it, too."""
    root = Root()
    where = {'policy_file': root.at + '/etc/jsecpatch.conf',
             'policy': 'rule.1.allow = anon\nrule.1.target = /opt/sample-25\n'}
    before = root.tree()
    result = root.expect(True, check=True, diff=True, **where)
    expect('would change', [one['home'] for one in result['installs']
                            if one['state'] == 'would-patch'], ['/opt/sample-25'])
    expect('the policy', (result['diff'][0]['before'], result['diff'][0]['after']), ('', where['policy']))
    expect('nothing is written', root.tree() == before)
    expect('nothing is left', staged(), [])
    bad = root.expect(False, failed=True, **{**where, 'policy': 'rule.1.alow = anon\n'})
    expect('named as it is', where['policy_file'] in bad['msg'])
    expect('no policy that cannot be read', os.path.exists(where['policy_file']), False)
    result = root.expect(True, **where)
    expect('written', read(where['policy_file']).decode(), where['policy'])
    expect('mode', os.stat(where['policy_file']).st_mode & 0o777, 0o644)
    expect_allowed(root, [2])
    expect('nothing is left then', staged(), [])
    root.expect(False, **where)


def old_hosts():
    """Works with the Pythons of old hosts, which get of Ansible only its modules for modules."""
    own, more = interpreters[:], os.environ['PYTHONS'].split()
    sent = TMPDIR + '/sent'
    shutil.copytree(own[0][1] + '/ansible/module_utils', sent + '/ansible/module_utils')
    write(sent + '/ansible/__init__.py', '')
    for python in own[0][0], *more:
        interpreters[:] = [(python, sent)]
        for case in patches, checks, fails, policies:
            case()
        print(run(python, '--version').stdout.strip(), 'works')
    interpreters[:] = own


def installs_offline():
    """The collection can be built and installed without a network, and ansible-doc shows all of it."""
    run('ansible-galaxy', 'collection', 'build', '--output-path', TMPDIR, COLLECTION, env=ANSIBLE)
    built = f'{TMPDIR}/jsecpatch-java-{version()}.tar.gz'
    run('ansible-galaxy', 'collection', 'install', '--offline', '-p', TMPDIR + '/collections', built,
        env=ANSIBLE)
    module = json.loads(ansible_doc('--json', 'jsecpatch.java.jsecpatch'))['jsecpatch.java.jsecpatch']
    specified = set(json.loads(run(interpreters[0][0], '-c', SPECIFICATION, MODULE, env={
        **roots.ENVIRONMENT, 'PYTHONPATH': interpreters[0][1]}).stdout))
    expect('parameters', set(module['doc']['options']), specified)
    role = json.loads(ansible_doc('--json', '-t', 'role', 'jsecpatch.java.jsecpatch'))
    options = role['jsecpatch.java.jsecpatch']['entry_points']['main']['options']
    defaults = [line.split(':')[0] for line in
                read(COLLECTION + '/roles/jsecpatch/defaults/main.yml').decode().splitlines()
                if line.startswith('jsecpatch_')]
    expect('variables of the role', sorted(options), sorted(defaults))
    returned = set(module['return']) | {'warnings', 'invocation', 'diff', 'failed'}
    result = Root().expect(True, allow=['anon'], document=True)
    expect('what is returned is documented', set(result) - returned, set())
    keys = set(module['return']['installs']['contains'])
    expect('what is returned of a Java', set(Root().expect(False)['installs'][0]), keys)
    expect('after a change', set(result['installs'][0]), keys - {'usable', 'all_off'})


def archive_at_home():
    """The role knows the command in an archive, also below ~, so it unpacks that only once."""
    home = tempfile.mkdtemp()
    os.makedirs(home + '/x/bin')
    write(home + '/x/bin/jsecpatch', b'the command')
    run('tar', '-C', home, '-czf', home + '/a.tar.gz', 'x')
    for path in home + '/a.tar.gz', '~/a.tar.gz':
        printed = run('ansible', '-i', 'localhost,', '-c', 'local', 'localhost', '-m', 'debug',
                      '-a', 'var=jsecpatch_archived', '-e', f'@{COLLECTION}/roles/jsecpatch/vars/main.yml',
                      '-e', 'jsecpatch_archive=' + path, env={**ANSIBLE, 'HOME': home}).stdout
        expect(path, hashlib.sha256(b'the command').hexdigest() in printed, True)


# Prints the parameters that the module accepts.
SPECIFICATION = '''
import json, runpy, sys, ansible.module_utils.basic as basic
def take(**what):
    print(json.dumps(sorted(what["argument_spec"])))
    sys.exit()
basic.AnsibleModule = take
runpy.run_path(sys.argv[1], run_name="__main__")
'''


def ansible_doc(*arguments):
    return run('ansible-doc', *arguments, env=ANSIBLE, stderr=None).stdout


def linters():
    """ansible-lint has nothing to say, and ansible-test neither, as far as they are there."""
    place = TMPDIR + '/lint/ansible_collections/jsecpatch'
    shutil.copytree(COLLECTION, place + '/java')
    env = {**ANSIBLE, 'ANSIBLE_COLLECTIONS_PATH': TMPDIR + '/lint'}
    if shutil.which('ansible-lint'):
        run('ansible-lint', '--offline', '--strict', '--nocolor', cwd=place + '/java', env=env)
    else:
        print('left out linters: there is no ansible-lint')
    tests = [word for name in SANITY for word in ('--test', name)]
    run('ansible-test', 'sanity', '--color', 'no', *tests, cwd=place + '/java', env=env)
    validate_modules(place + '/java', env)


def validate_modules(collection, env):
    """Runs the test validate-modules of ansible-test, which would download what Debian has."""
    python, where = interpreters[0]
    program = where + '/ansible_test/_util/controller/sanity/validate-modules'
    env = {**env, 'PYTHONPATH': f'{where}:{program}:{TMPDIR}/lint'}
    if run(python, '-c', 'import voluptuous', env=env, check=False).returncode:
        print('left out validate-modules: there is no python3-voluptuous')
        return
    said = run(python, program + '/validate.py', '--format', 'plain', '--arg-spec', '--collection',
               'ansible_collections/jsecpatch/java', '--collection-version', version(),
               'plugins/modules', cwd=collection, env=env, check=False).stdout
    expect('validate-modules, but for the license, which is MIT',
           [line for line in said.splitlines() if 'missing-gplv3-license' not in line], [])


# The tests of ansible-test that download nothing.
SANITY = ('action-plugin-docs', 'changelog', 'empty-init', 'future-import-boilerplate', 'ignores',
          'line-endings', 'metaclass-boilerplate', 'no-assert', 'no-basestring', 'no-dict-iteritems',
          'no-dict-iterkeys', 'no-dict-itervalues', 'no-get-exception', 'no-illegal-filenames',
          'no-main-display', 'no-smart-quotes', 'no-unicode-literals', 'replace-urlopen', 'shebang',
          'shellcheck', 'symlinks', 'use-argspec-type-path', 'use-compat-six')


def version():
    return run(JSECPATCH, '--version').stdout.split()[-1]


def main():
    if not shutil.which('ansible'):
        skip('there is no ansible')
    interpreters.append(ansible_python())
    sys.exit(roots.main([patches, checks, fails, misuse, hooks, policies, installs_offline,
                         archive_at_home, linters] +
                        [old_hosts] * ('PYTHONS' in os.environ), sys.argv[1:]))


main()
