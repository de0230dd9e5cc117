#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds the images of samples/containers with the real buildah and umoci, and asks their Javas.

usage: images.py [PROGRAM [CASE]...]

Nothing is pulled: what the samples begin with is made of Debian's packages, under their names.
PROGRAM is the command that gets into the images; by default the one of the build. Needs root
and Debian's mirror.

exit status: 0 success, 1 failure, 77 something is missing here
"""
import os
import re
import shutil
import sys

import boxes
import pods
import roots
from pods import DEBIAN, DISTROLESS, JDK, JRE, SAMPLES
from roots import SOURCE, TOP, Root, expect, read, run, without_anon, write

FILE = f'{boxes.TEMURIN}/{boxes.SECURITY}'
STATE = '/var/lib/jsecpatch'
BUILDAHS = {'/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/run'}  # for any RUN
TALKED = 'talked TLSv1.2 TLS_DH_anon_WITH_AES_128_GCM_SHA256'
trees, builder, program = {}, None, None


def make_trees():
    """Makes what the samples begin with, each with the program Handshake in /opt/probe."""
    jdk = os.path.join(TOP, 'jdk')
    roots.unpack_base(jdk, include='openjdk-17-jdk-headless', codename='bookworm')
    run('javac', '--release', '8', '-Xlint:-options', '-d', jdk + '/opt/probe',
        SOURCE + '/tests/oracle/Handshake.java')
    for name, minor in (('null', 3), ('random', 8), ('urandom', 9)):
        if not os.path.exists(f'{jdk}/dev/{name}'):
            os.mknod(f'{jdk}/dev/{name}', 0o20666, os.makedev(1, minor))
        os.chmod(f'{jdk}/dev/{name}', 0o666)
    base = Root('jdk', jdk, [])
    trees[JRE] = temurin = base.over('temurin')
    os.mkdir(temurin / '/opt/java')
    os.unlink(temurin / boxes.DEBIAN + '/lib/src.zip')  # a link to a package that is not there
    temurin.run('cp', '-rL', boxes.DEBIAN, boxes.TEMURIN)
    trees[DEBIAN] = slim = base.over('slim')
    for root in (temurin, slim):
        shutil.rmtree(root / '/usr/lib/jvm')
        shutil.rmtree(root / '/etc/java-17-openjdk')
    trees[DISTROLESS] = distroless = boxes.new('distroless')
    for path in (boxes.DEBIAN, '/etc/java-17-openjdk', '/opt/probe'):
        os.makedirs(os.path.dirname(distroless / path), exist_ok=True)
        shutil.copytree(jdk + path, distroless / path, symlinks=True)
    libraries = base.run('sh', '-c', f'ldd {boxes.DEBIAN}/bin/java {boxes.DEBIAN}/lib/*.so '
                                     f'{boxes.DEBIAN}/lib/server/*.so').stdout
    names = set(re.findall(r'/lib\S*/\S+\.so\S*(?= \()', libraries))
    base.run('tar', '-chf', '/libraries.tar', *sorted(names))
    run('tar', '-xf', jdk + '/libraries.tar', '-C', distroless.at, '--keep-directory-symlink')
    os.unlink(jdk + '/libraries.tar')


def make_builder():
    """Makes the machine that builds, and gives it the trees as images."""
    global builder
    at = os.path.join(TOP, 'builder')
    roots.unpack_base(at, include='buildah,umoci', codename='bookworm')
    run('mount', '--bind', at, at)
    builder = Root('builder', at, [])
    run('mount', '-t', 'proc', 'proc', builder / 'proc')
    run('mount', '-t', 'sysfs', '-o', 'ro', 'sysfs', builder / 'sys')
    run('mount', '--rbind', '/dev', builder / 'dev')
    shutil.copytree(SAMPLES, builder / '/context')
    shutil.copy(program, builder / '/context/jsecpatch')
    for name in (JRE, DEBIAN, DISTROLESS):
        os.mkdir(builder / '/tree')
        run('mount', '--bind', trees[name].at, builder / '/tree')
        container = buildah('from', 'scratch')
        buildah('copy', '-q', container, '/tree', '/')
        path = 'PATH=/opt/java/openjdk/bin:/usr/local/bin:/usr/bin:/bin'
        buildah('config', '--env', path, container)
        for image in (name, JDK) if name == JRE else (name,):
            buildah('commit', '-q', container, image)
        buildah('rm', container)
        run('umount', builder / '/tree')
        os.rmdir(builder / '/tree')


def buildah(*arguments):
    env = {**roots.ENVIRONMENT, 'BUILDAH_ISOLATION': 'chroot', 'STORAGE_DRIVER': 'overlay'}
    return builder.run('buildah', *arguments, env=env).stdout.strip()


class Image:
    """A container of an image."""

    def __init__(self, name):
        self.container = buildah('from', name)
        self.at = builder / buildah('mount', self.container)

    def talk(self, java):
        """Lets Java talk TLS to itself with an anonymous suite. Returns whether that worked."""
        said = buildah('run', self.container, '--', java, '-cp', '/opt/probe', 'Handshake')
        expect('a list in: ' + said, 'list ' in said)
        return TALKED in said


def build(dockerfile, image, java, file, others=()):
    """Builds a sample. Its Java allows anon, which that of `image` does not, and no more changes."""
    said = buildah('bud', '-t', 'product', '-f', '/context/' + dockerfile, '/context')
    expect('patched: ' + said, said.count('patched: allowed anon'), 1)
    before, after = Image(image), Image('localhost/product')
    expect('its list', read(after.at + file) == without_anon(read(before.at + file)))
    expect('what changed', boxes.changed(before.at, after.at) - BUILDAHS, {file, *others})
    expect(f'Java of {image} talks', before.talk(java), False)
    expect('the Java of the image talks', after.talk(java))


def one_line():
    """The program is not in the image, and the backup is."""
    build('Dockerfile', JRE, 'java', FILE, {STATE})


def stages():
    """Only the file is changed."""
    build('Dockerfile.stages', JRE, 'java', FILE)


def distroless():
    """It works without a shell."""
    tree = trees[DISTROLESS]
    expect('a shell', os.path.exists(tree / '/bin/sh'), False)
    build('Dockerfile.distroless', DISTROLESS, boxes.DEBIAN + '/bin/java',
          '/etc/java-17-openjdk/security/java.security', {STATE})


def jlink():
    """The runtime of jlink allows anon, and jlink alone does not make it so."""
    said = buildah('bud', '-t', 'runtime', '-f', '/context/Dockerfile.jlink', '/context')
    expect('patched: ' + said, said.count('patched: allowed anon'), 1)
    image = Image('localhost/runtime')
    expect('what changed', boxes.changed(Image(DEBIAN).at, image.at), {'/opt/runtime'})
    expect('the runtime talks', image.talk('/opt/runtime/bin/java'))
    text = re.sub('RUN jsecpatch .*', '', read(SAMPLES + '/Dockerfile.jlink').decode())
    write(builder / '/context/Dockerfile.alone', text)
    buildah('bud', '-t', 'alone', '-f', '/context/Dockerfile.alone', '/context')
    expect('it talks', Image('localhost/alone').talk('/opt/runtime/bin/java'), False)


def layout():
    """umoci's tree is changed, and the image that it packs is the old one in all else."""
    for command in re.findall(r'^    \$ ((?:umoci|jsecpatch --root tree/).*)$',
                              read(SAMPLES + '/README.md').decode(), re.M):
        if 'unpack' in command:
            buildah('push', '-q', JRE, 'oci:/layout:product')
        said = builder.run('sh', '-c', 'PATH=$PATH:/context; ' + command).stdout
        expect('it said: ' + said, 'allowed anon' in said, command.startswith('jsecpatch'))
    name = buildah('pull', '-q', 'oci:/layout:product')
    before, after = Image(JRE), Image(name)
    expect('what changed', boxes.changed(before.at, after.at), {FILE})
    expect('the packed Java talks', after.talk('java'))
    expect('a backup', len(os.listdir(builder / '/kept/backups')), 1)


def kubernetes():
    """Java in a pod reads the override file of an init container, and that of a ConfigMap."""
    images = {JRE: trees[JRE], 'registry.example/jsecpatch': trees[DEBIAN].over('tool')}
    shutil.copy(program, images['registry.example/jsecpatch'] / '/usr/local/bin/jsecpatch')
    tree = trees[JRE].over('tree')
    run(program, '--root', tree.at, '--emit-override', '/anon.security', '--allow', 'anon',
        boxes.TEMURIN)
    maps = {'jsecpatch': {'anon.security': read(tree / '/anon.security')}}
    for name in ('kubernetes-init.yaml', 'kubernetes-configmap.yaml'):
        pod = pods.Pod(f'{SAMPLES}/{name}', images, maps)
        java = [boxes.TEMURIN + '/bin/java', '-cp', '/opt/probe', 'Handshake']
        said = pod.start(pod.product, java)
        expect(f'{name}: {said}', TALKED in said)
        (entry,) = pod.containers[pod.product][0]['env']
        option, entry['value'] = entry['value'], '-Dx=y'
        expect('it talks without ' + option, TALKED in pod.start(pod.product, java), False)


def main():
    global program
    if not TOP:
        roots.in_namespace('javac', 'ldd')
    program = os.path.abspath(sys.argv[1] if sys.argv[1:] else boxes.command())
    make_trees()
    make_builder()
    sys.exit(roots.main([one_line, stages, distroless, jlink, layout, kubernetes], sys.argv[2:]))


main()
