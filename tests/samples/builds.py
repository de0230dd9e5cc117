# SPDX-License-Identifier: MIT
"""Builds images from a Dockerfile, as far as the samples need it: each one is a root."""
import json
import os
import re
import shlex
import shutil

import boxes
from roots import Failed, read, run

RUN = re.compile(r'((?:--mount=\S+ )*)(.*)')


def instructions(path):
    """Yields the instructions of a Dockerfile, each with the rest of its line."""
    for line in re.sub(r'\\\n', '', read(path).decode()).splitlines():
        if line and not line.startswith('#'):
            yield line.split(None, 1)


class Build:
    """A build of a Dockerfile in a directory. `images` has what FROM may name."""

    def __init__(self, context, images, tag):
        self.context, self.images, self.tag = context, images, tag
        self.stages, self.root, self.said = {}, None, []

    def run(self, dockerfile):
        """Returns the image, and what the commands printed."""
        for word, rest in instructions(os.path.join(self.context, dockerfile)):
            getattr(self, 'do_' + word.lower())(rest)
        return self.root, ''.join(self.said)

    def do_from(self, rest):
        image, *name = rest.split(' AS ')
        self.root = self.images[image].over(f'{self.tag}-{len(self.stages)}')
        self.stages[name[0] if name else len(self.stages)] = self.root

    def do_copy(self, rest):
        *stage, source, target = rest.split()
        tree = self.stages[stage[0].partition('=')[2]].at if stage else self.context
        source = os.path.join(tree, source.lstrip('/'))
        if os.path.isdir(source):
            shutil.copytree(source, self.root / target, symlinks=True, dirs_exist_ok=True)
        elif target.endswith('/') and os.path.isdir(self.root / target):
            shutil.copy2(source, self.root / target)
        else:
            raise Failed(f'COPY {rest}: not to a directory that exists')

    def do_run(self, rest):
        mounts, command = RUN.fullmatch(rest).groups()
        arguments = json.loads(command) if command.startswith('[') else ['/bin/sh', '-c', command]
        targets = [self.mount(dict(word.split('=') for word in mount[8:].split(',')))
                   for mount in shlex.split(mounts)]
        self.said.append(boxes.start(self.root.at, arguments))
        for target in targets:
            run('umount', target)
            os.unlink(target)

    def mount(self, options):
        """Mounts a file of the context for one command."""
        if options['type'] != 'bind' or os.path.exists(self.root / options['target']):
            raise Failed(f'a mount that the samples should not have: {options}')
        target = self.root / options['target']
        with open(target, 'wb'):
            pass
        run('mount', '--bind', '-o', 'ro', os.path.join(self.context, options['source']), target)
        return target
