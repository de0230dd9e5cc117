#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes one HTML page from what `jsecpatch --list --json` printed on many hosts.

A document is a file HOST.json. A directory stands for all such files in it. If there is a file
HOST.hooks.json, with what `jsecpatch --hook status --json` printed, the hooks are taken from it.

exit status: 0 each host has a valid document, 1 some have none, or the page could not be
written, 2 wrong usage"""
import argparse
import collections
import datetime
import json
import os
import stat
import sys

import judge
import page

LIMIT = 4 << 20  # bytes of a document: of thousands of Javas
LATEST = 253402300799  # the end of the year 9999
SUFFIX, HOOKS_SUFFIX = '.json', '.hooks.json'


def read_file(path):
    """Returns the bytes of a file, and when it was written. It may be anything."""
    try:
        with open(path, 'rb', opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise judge.Invalid('it is not a regular file')
            data = file.read(LIMIT + 1)
    except OSError as error:
        raise judge.Invalid(f'it cannot be read: {error.strerror}') from error
    if len(data) > LIMIT:
        raise judge.Invalid(f'it has more than {LIMIT >> 20} MiB')
    return data, int(min(max(status.st_mtime, 0), LATEST))


def parse(data):
    if not data.strip():
        raise judge.Invalid('it is empty')
    try:
        return json.loads(data.decode('utf-8'))
    except UnicodeDecodeError as error:
        raise judge.Invalid('it is not UTF-8') from error
    except RecursionError as error:
        raise judge.Invalid('it is nested too deeply') from error
    except ValueError as error:
        raise judge.Invalid(f'it is not JSON, or was cut off: {error}') from error


def read_host(name, paths, hooks_path):
    """Returns a host, also if nothing valid is known about it."""
    seen = None
    try:
        if not paths:
            raise judge.Invalid('there is none')
        if len(paths) > 1:
            raise judge.Invalid('there is more than one: ' + ', '.join(paths))
        data, seen = read_file(paths[0])
        document = judge.check_list(parse(data))
        if hooks_path:
            document['hooks'] = judge.check_hooks(parse(read_file(hooks_path)[0]))
        return judge.Host(name, seen, document)
    except judge.Invalid as error:
        return judge.Host(name, seen, None, str(error))


def find_files(arguments):
    """Yields the files that are meant by the arguments."""
    for argument in arguments:
        if os.path.isdir(argument):
            for name in os.listdir(argument):
                if name.endswith(SUFFIX) and not name.startswith('.'):
                    yield os.path.join(argument, name)
        else:
            os.lstat(argument)
            yield argument


def read_hosts(arguments, expected):
    documents, hooks = collections.defaultdict(list), {}
    for path in find_files(arguments):
        name = os.path.basename(path)
        if name.endswith(HOOKS_SUFFIX):
            hooks[name[:-len(HOOKS_SUFFIX)]] = path
        else:
            documents[name[:-len(SUFFIX)] if name.endswith(SUFFIX) else name].append(path)
    names = sorted({*documents, *hooks, *expected}, key=judge.natural)
    return [read_host(name, sorted(documents[name]), hooks.get(name)) for name in names]


def read_names(path):
    """Returns the names in a file, one in each line. `#` starts a comment."""
    with open(path, encoding='utf-8', errors='surrogateescape') as file:
        return [name for name in (line.partition('#')[0].strip() for line in file) if name]


def write_page(text, path):
    """Puts the page in its place at once: whoever reads it meanwhile has the old one."""
    path = os.path.realpath(path)
    if os.path.exists(path) and not os.path.isfile(path):
        raise OSError(0, 'it is not a regular file', path)
    new = f'{path}.{os.getpid()}.new'
    try:
        with open(new, 'x', encoding='utf-8') as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except BaseException:
        if os.path.lexists(new):
            os.unlink(new)
        raise


def parse_arguments():
    parser = argparse.ArgumentParser(prog='report.py', description=__doc__.splitlines()[0])
    parser.add_argument('-o', '--output', metavar='FILE', help='the page; default: standard output')
    parser.add_argument('--hosts', metavar='FILE', help='names of hosts that must have a document')
    parser.add_argument('--stale', metavar='DAYS', type=int, default=7,
                        help='a document is old if it is so many days older than the newest '
                             'one; default: 7')
    parser.add_argument('documents', metavar='DOCUMENT', nargs='+',
                        help='HOST.json, or a directory of such files')
    arguments = parser.parse_args()
    try:
        hosts = read_hosts(arguments.documents,
                           read_names(arguments.hosts) if arguments.hosts else [])
    except OSError as error:
        parser.error(f'{error.filename}: {error.strerror}')
    if not hosts:
        parser.error('no document found: a document is a file HOST.json')
    return arguments, hosts


def main():
    arguments, hosts = parse_arguments()
    judge.find_stale(hosts, datetime.timedelta(days=arguments.stale).total_seconds())
    text = page.render(hosts)
    try:
        if arguments.output:
            write_page(text, arguments.output)
        else:
            sys.stdout.buffer.write(text.encode())
            sys.stdout.flush()
    except OSError as error:
        print(f'report.py: {arguments.output or "standard output"}: {error.strerror}',
              file=sys.stderr)
        return 1
    invalid = [host for host in hosts if host.invalid]
    if invalid:
        print(f'report.py: {len(invalid)} of {len(hosts)} hosts without a valid document; '
              f'{page.shown(invalid[0].name)}: {page.shown(invalid[0].invalid)}', file=sys.stderr)
    return 1 if invalid else 0


if __name__ == '__main__':
    sys.exit(main())
