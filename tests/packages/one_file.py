#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests the command as one file against musl, which needs nothing.

usage: one_file.py [TARBALL [CASE]...]

Without an archive of packaging/build-static it compiles the command itself, without
optimization, and takes Debian's static libraries, which are for glibc: that shows whether our
own code still works with musl, in a fraction of the time. With an archive it tests that, with
all cases, and in roots of Debian 11, 12 and 13, too.
"""
import hashlib
import os
import shutil
import sys

import roots
from roots import SOURCE, TOP, Failed, expect, read, run, write

MAX_SIZE = 4 << 20
CODENAMES = 'bullseye', 'bookworm', 'trixie'
CASES = ['access_odd_files', 'adopt_vendor', 'allow_anon', 'archive_user', 'explain', 'many',
         'policy_forget', 'scan']
LIST = 'conf/security/java.security'
JAVA = os.path.join(SOURCE, 'samples/root/opt/sample-25')
# What FORTIFY makes of calls in Debian's libraries, and musl lacks.
GLIBC_NAMES = r'''
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#define TWO(name, first, second) void *__##name##_chk(void *to, first, second, size_t room) \
	{ (void)room; return name(to, a, b); }
TWO(memcpy, const void *a, size_t b)
TWO(memmove, const void *a, size_t b)
TWO(memset, int a, size_t b)
TWO(strncpy, const void *a, size_t b)
int __vsnprintf_chk(char *to, size_t n, int flag, size_t room, const char *format, va_list list)
{ (void)flag, (void)room; return vsnprintf(to, n, format, list); }
int __snprintf_chk(char *to, size_t n, int flag, size_t room, const char *format, ...)
{ va_list list; va_start(list, format); n = vsnprintf(to, n, format, list); va_end(list);
  (void)flag, (void)room; return n; }
int __fprintf_chk(FILE *to, int flag, const char *format, ...)
{ va_list list; va_start(list, format); flag = vfprintf(to, format, list); va_end(list);
  return flag; }
'''
PROGRAM = r'''
#include <jsecpatch.h>
#include <stdio.h>
#include <string.h>
/* Some programs have such functions. */
int inflate(void) { return 1; }
int diff(void) { return 1; }
int main(int argc, char **argv)
{
	static const char *const allow[] = {"anon"};
	struct jsec_request request = {.size = sizeof request, .allow = allow, .n_allow = 1};
	struct jsec_options options = {.size = sizeof options, .root = argv[1]};
	struct jsec_installs *installs = NULL;
	struct jsec_plan *plan = NULL;
	struct jsec *session = NULL;
	int rc = jsec_new(&options, &session);

	request.action = argc > 2 ? JSEC_RESTORE : JSEC_CHANGE;
	if (argc > 2)
		request.n_allow = 0;
	rc = rc ? rc : jsec_find(session, NULL, &installs);
	rc = rc ? rc : jsec_plan_make(session, installs, &request, &plan);
	rc = rc ? rc : jsec_commit(session, plan);
	if (rc)
		puts(jsec_get_error(session)->message);
	return rc ? 1 : 0;
}
'''
command = tarball = None


def build():
    """Compiles the command against musl."""
    if not shutil.which('musl-gcc'):
        roots.skip('no musl-gcc: it is in musl-tools')
    work = os.path.join(TOP, 'musl')
    libraries = os.path.join(work, 'musl')
    run(os.path.join(SOURCE, 'packaging/build-static'), '--compiler', work)
    gnu = run('gcc', '-print-multiarch').stdout.strip()
    for name in ('nettle', 'lzma', 'zstd', 'z', 'bz2', 'jansson'):
        shutil.copy(f'/usr/lib/{gnu}/lib{name}.a', libraries + '/lib')
    for name in ('nettle', 'lzma', 'lzma.h', 'zstd.h', 'zstd_errors.h', 'zlib.h', 'zconf.h',
                 'bzlib.h', 'jansson.h', 'jansson_config.h'):
        at = next(path for path in (f'/usr/include/{gnu}/{name}', '/usr/include/' + name)
                  if os.path.exists(path))
        os.symlink(at, f'{libraries}/include/{name}')
    compiler = work + '/musl-cc'
    write(work + '/names.c', GLIBC_NAMES)
    run(compiler, '-w', '-fno-builtin', '-c', work + '/names.c', '-o', work + '/names.o')
    env = {**roots.ENVIRONMENT, 'CC': compiler}
    run('meson', 'setup', work + '/build', SOURCE, '-Dtests=false', '-Disal=disabled',
        '-Dstatic_libraries=enabled', '-Ddefault_library=static', '-Doptimization=0',
        '-Dwerror=true', '-Dc_link_args=' + work + '/names.o', env=env)
    run('ninja', '-C', work + '/build', 'cli/jsecpatch', env=env)
    return work + '/build/cli/jsecpatch'


def unpack():
    """Unpacks the archive that is tested, after a look at its checksum."""
    digest, name = read(tarball + '.sha256').decode().split()
    expect('checksum', (hashlib.sha256(read(tarball)).hexdigest(), os.path.basename(tarball)),
           (digest, name))
    to = os.path.join(TOP, 'unpacked')
    os.mkdir(to)
    run('tar', '-xzf', tarball, '-C', to, '--strip-components=1')
    return to + '/bin/jsecpatch'


def needs_nothing():
    """The command is small, and names no library, no loader and no directory of its build."""
    stripped = os.path.join(TOP, 'stripped')
    run('strip', '-o', stripped, command)
    size = os.path.getsize(stripped)
    print(f'{size} bytes')
    expect('small', size <= MAX_SIZE)
    described = run('readelf', '--wide', '--dynamic', '--segments', command).stdout
    for what in ('NEEDED', 'INTERP', 'RUNPATH', 'TEXTREL'):
        expect(what, what in described, False)
    expect('loads at random addresses', 'Elf file type is DYN' in described)
    if tarball:
        for word in (b'/tmp/', b'/source/', b'/root/'):
            expect(f'{word} in the command', word in read(command), False)


def empty_chroot():
    """Works where nothing else is: no /proc, no /dev, no /etc, no library."""
    root = os.path.join(TOP, 'empty')
    os.mkdir(root)
    shutil.copy(command, root + '/jsecpatch')
    expect('no Java', inside(root, '--list'), 3)
    shutil.copytree(JAVA, root + '/opt/java')
    vendor = read(f'{root}/opt/java/{LIST}')
    expect('list', inside(root, '--list'), 0)
    expect('a dry run', inside(root, '--dry-run', '--allow', 'anon'), 4)
    expect('no such entry', inside(root, '--allow', 'annon', '/opt/java'), 1)
    expect('wrong usage', inside(root, '--alow'), 2)
    expect('unchanged', read(f'{root}/opt/java/{LIST}'), vendor)
    expect('allow', inside(root, '--allow', 'anon', '/opt/java'), 0)
    expect('only anon is gone', read(f'{root}/opt/java/{LIST}') == roots.without_anon(vendor))
    expect('backups', inside(root, '--backups'), 0)
    expect('restore', inside(root, '--restore'), 0)
    expect('the old bytes', read(f'{root}/opt/java/{LIST}') == vendor)
    expect('the tree', sorted(os.listdir(root)), ['jsecpatch', 'opt', 'var'])


def inside(root, *arguments):
    return run('chroot', root, '/jsecpatch', *arguments, check=False).returncode


def cases():
    """Prints what it prints when it is built with glibc."""
    names = [os.path.join(SOURCE, 'tests/cli', name + '.sh') for name in CASES]
    env = {**os.environ, 'JSECPATCH': command}
    done = run('bash', os.path.join(SOURCE, 'tests/cli/run.bash'), *([] if tarball else names),
               check=False, timeout=7200, env=env)
    print(done.stdout[-4000:])
    expect('the cases', done.returncode, 0)


def releases():
    """Runs in three releases, as the README of the archive says, and programs link there."""
    for codename in CODENAMES:
        root = os.path.join(TOP, codename)
        roots.unpack_base(root, include='gcc,libc6-dev', codename=codename)
        run('tar', '-xzf', tarball, '-C', root + '/usr/local', '--strip-components=1',
            '--no-same-owner')
        shutil.copytree(JAVA, root + '/opt/java')
        vendor = read(f'{root}/opt/java/{LIST}')
        for arguments in (['--list'], ['--allow', 'anon'], ['--restore']):
            run('chroot', root, 'jsecpatch', *arguments)
        expect('restored', read(f'{root}/opt/java/{LIST}') == vendor)

        write(root + '/program.c', PROGRAM)
        for flags in ([], ['-static'], ['-fPIC', '-shared']):
            run('chroot', root, 'cc', '/program.c', '-o', '/program', *flags, '-I/usr/local/include',
                '-L/usr/local/lib', '-ljsecpatch', '-pthread')
            if '-shared' in flags:
                continue
            run('chroot', root, '/program', '/')
            expect('the program allows', read(f'{root}/opt/java/{LIST}') ==
                   roots.without_anon(vendor))
            run('chroot', root, '/program', '/', 'restore')
            expect('the program restores', read(f'{root}/opt/java/{LIST}') == vendor)

        # Hooks call the command in /usr/local/bin, or are not installed.
        run('chroot', root, 'jsecpatch', '--root', '/', '--hook', 'install', 'dpkg')
        run('chroot', root, 'jsecpatch', '--hook', 'remove')
        os.rename(root + '/usr/local/bin/jsecpatch', root + '/opt/jsecpatch')
        refused = run('chroot', root, '/opt/jsecpatch', '--root', '/', '--hook', 'install', 'dpkg',
                      check=False)
        expect('refused elsewhere', refused.returncode, 1)
        expect('no hook', os.path.exists(root + '/etc/apt/apt.conf.d/05jsecpatch'), False)
        print(codename, 'works')


def main():
    global command, tarball
    if not TOP:
        roots.in_namespace('gcc', 'readelf', 'ninja')
    if len(sys.argv) > 1:
        tarball = os.path.abspath(sys.argv[1])
    try:
        command = unpack() if tarball else build()
    except Failed as failed:
        sys.exit(f'one_file: {failed}')
    more = [releases] if tarball else []
    sys.exit(roots.main([needs_nothing, empty_chroot, *more, cases], sys.argv[2:]))


main()
