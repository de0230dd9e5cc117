#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Follows samples/containers/README.md in private roots, with the sample Javas as images.

It does itself what Docker, Kubernetes and umoci would do. images.py uses real ones.

usage: containers.py [--renew]   with --renew, it writes what is printed into the README

exit status: 0 success, 1 failure, 77 something is missing here
"""
import os
import re
import shutil
import sys

import boxes
import builds
import pods
import readme
import roots
from pods import DEBIAN, DISTROLESS, JDK, JRE, SAMPLES
from roots import TOP, Failed, expect, read, run, without_anon, write

FILES = {JRE: f'{boxes.TEMURIN}/{boxes.SECURITY}',
         DISTROLESS: '/etc/java-17-openjdk/security/java.security'}
JLINK = f'#!/bin/sh\nfor to; do :; done\ncp -r {boxes.TEMURIN} "$to"\n'
images, maps, running, here = {}, {}, {}, None


def make_images():
    """Makes what FROM names."""
    images[DEBIAN] = boxes.new('debian', boxes.PROGRAMS)
    images[JRE] = images[DEBIAN].over('jre')
    boxes.add_java(images[JRE], boxes.TEMURIN, 'Eclipse Adoptium')
    images[JDK] = images[JRE].over('jdk')
    write(images[JDK] / '/usr/bin/jlink', JLINK, 0o755)
    images[DISTROLESS] = distroless = boxes.new('distroless')
    boxes.add_java(distroless, boxes.DEBIAN, 'Debian', FILES[DISTROLESS])
    boxes.program(distroless.at, boxes.command(), '/usr/bin/java')  # for the libraries
    os.unlink(distroless / '/usr/bin/java')


def make_directory():
    """Makes the machine on which somebody follows the README, in the directory of the samples."""
    global here
    here = images[DEBIAN].over('here')
    boxes.program(here.at, boxes.command(), '/usr/local/bin/jsecpatch')
    shutil.copytree(SAMPLES, here / '/root/containers')
    shutil.copy(boxes.command(), here / '/root/containers/jsecpatch')


def directory(path=''):
    return here / ('/root/containers/' + path)


def docker_build(tag, dockerfile):
    images[tag], said = builds.Build(directory(), images, tag.replace('/', '-')).run(
        dockerfile or 'Dockerfile')
    return said


def docker_export(to, image):
    run('cp', '-ax', images[image].at, directory(to))
    return ''


def umoci_unpack():
    os.mkdir(directory('tree'))
    return docker_export('tree/rootfs', JRE)


def umoci_repack():
    expect('nothing else than the list differs in the tree',
           boxes.changed(images[JRE].at, directory('tree/rootfs')), {FILES[JRE]})
    return ''


def kubectl_apply(path):
    pod = pods.Pod(directory(path), images, maps)
    running[pod.name] = pod
    pod.initialize()  # the kubelet may do this again
    for at in ('/opt', '/root', *pod.mounts()):
        try:
            pod.start(pod.product, ['touch', at + '/anon.security'])
        except Failed:
            continue
        raise Failed(f'the product can write in {at}')
    return f'pod/{pod.name} created\n'


def kubectl_configmap(name, path):
    maps[name] = {os.path.basename(path): read(directory(path))}
    return f'configmap/{name} created\n'


def kubectl_exec(pod, command):
    return running[pod].start(running[pod].product, command.split())


COMMANDS = {
    r'docker build -t (\S+)(?: -f (\S+))? \.': docker_build,
    r'mkdir (\w+) && docker export \$\(docker create (\S+)\) \| tar -x -C \1': docker_export,
    r'umoci unpack --image layout:product tree': umoci_unpack,
    r'umoci repack --image layout:product tree': umoci_repack,
    r'kubectl apply -f (\S+)': kubectl_apply,
    r'kubectl create configmap (\w+) --from-file=(\S+)': kubectl_configmap,
    r'kubectl logs (\w+) -c (\w+)': lambda pod, name: running[pod].logs[name],
    r'kubectl exec (\w+) -- (.*)': kubectl_exec,
}


def do(_, command):
    """Does what a command of the README does, and returns what it prints."""
    for pattern, act in COMMANDS.items():
        if found := re.fullmatch(pattern, command):
            return act(*found.groups())
    return boxes.start(here.at, ['sh', '-c', 'cd containers && ' + command], directory='/root')


def expect_changed(tag, image, file, others=()):
    """Checks that an image allows anon, and which files it has beside."""
    expect('the list of ' + tag, read(images[tag] / file) ==
           without_anon(read(images[image] / FILES[image])))
    expect('the files of ' + tag, boxes.changed(images[image].at, images[tag].at), {file, *others})


def what_the_readme_says():
    """Each command prints what stands below it, and the images are as it says."""
    make_images()
    make_directory()
    readme.follow(SAMPLES + '/README.md', do, '--renew' in sys.argv)
    state = '/var/lib/jsecpatch'
    expect_changed('product', JRE, FILES[JRE], {state})
    expect_changed('product-stages', JRE, FILES[JRE])
    expect_changed('product-distroless', DISTROLESS, FILES[DISTROLESS], {state})
    file = '/opt/runtime/' + boxes.SECURITY
    expect('the list of the runtime', read(images['product-jlink'] / file) ==
           without_anon(read(images[JRE] / FILES[JRE])))
    expect('a restored image', restored(images['product']), read(images[JRE] / FILES[JRE]))


def restored(image):
    """Returns the list after --restore in an image on top of this one."""
    above = image.over('above')
    boxes.program(above.at, boxes.command(), '/usr/bin/jsecpatch')
    boxes.start(above.at, ['jsecpatch', '--restore'])
    return read(above / FILES[JRE])


def main():
    if not TOP:
        roots.in_namespace('ldd')
    sys.exit(roots.main([what_the_readme_says], []))


main()
