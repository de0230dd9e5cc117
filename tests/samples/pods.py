# SPDX-License-Identifier: MIT
"""Runs a pod of Kubernetes, as far as the samples need it: each container is a root."""
import os

import boxes
import roots
from roots import SOURCE, TOP, Failed, expect, read, run, write

try:
    import yaml
except ImportError:
    roots.skip('no yaml for Python: it is in python3-yaml')

SAMPLES = SOURCE + '/samples/containers'
# The images that the samples begin with.
JRE, JDK = 'docker.io/library/eclipse-temurin:17-jre', 'docker.io/library/eclipse-temurin:17-jdk'
DEBIAN, DISTROLESS = 'docker.io/library/debian:12-slim', 'gcr.io/distroless/java17-debian12'


class Pod:
    """The pod of a YAML file. `images` has its images, and `maps` the files of each ConfigMap."""

    made = 0

    def __init__(self, path, images, maps):
        manifest = yaml.safe_load(read(path))
        Pod.made += 1
        self.place = f'pod-{Pod.made}-'
        expect('kind', (manifest['apiVersion'], manifest['kind']), ('v1', 'Pod'))
        self.name, self.images, self.logs = manifest['metadata']['name'], images, {}
        self.containers = {}
        spec = manifest['spec']
        self.volumes = {volume['name']: self.volume(volume, maps) for volume in spec['volumes']}
        self.product = spec['containers'][0]['name']
        self.init = spec.get('initContainers', [])
        for container in self.init + spec['containers']:
            self.create(container)
        self.initialize()

    def volume(self, volume, maps):
        """Makes a volume with the owner and the mode that the kubelet gives it."""
        at = os.path.join(TOP, self.place + volume['name'])
        os.mkdir(at)
        os.chmod(at, 0o777)
        if 'configMap' in volume:
            for name, data in maps[volume['configMap']['name']].items():
                write(f'{at}/..2026_11_30/{name}', data)
                os.symlink(f'..data/{name}', f'{at}/{name}')
            os.symlink('..2026_11_30', at + '/..data')
        elif volume.get('emptyDir') != {}:
            raise Failed(f'another kind of volume: {volume}')
        return at

    def create(self, container):
        """Makes the root of a container, with its volumes."""
        root = self.images[container['image']].over(f'{self.place}container-{container["name"]}')
        for mount in container.get('volumeMounts', []):
            os.makedirs(root / mount['mountPath'], exist_ok=True)
        if container['securityContext']['readOnlyRootFilesystem']:
            run('mount', '-o', 'remount,ro', root.at)
        for mount in container.get('volumeMounts', []):
            at = root / mount['mountPath']
            run('mount', '--bind', self.volumes[mount['name']], at)
            if mount.get('readOnly'):
                run('mount', '-o', 'remount,bind,ro', at)
        self.containers[container['name']] = container, root

    def initialize(self):
        """Runs the init containers, one after the other. The kubelet may do so more than once."""
        for container in self.init:
            log = self.start(container['name'], container['command'])
            self.logs.setdefault(container['name'], log)

    def start(self, name, arguments):
        """Runs a program in a container, with its user, capabilities and environment."""
        container, root = self.containers[name]
        context = container['securityContext']
        expect('a container without privileges',
               (context['allowPrivilegeEscalation'], context['capabilities']),
               (False, {'drop': ['ALL']}))
        expect('its user', context['runAsNonRoot'] if context['runAsUser'] else True)
        env = {entry['name']: entry['value'] for entry in container.get('env', [])}
        return boxes.start(root.at, arguments, context['runAsUser'], False,
                           {**boxes.ENVIRONMENT, **env})

    def mounts(self):
        """Returns where the product has its volumes."""
        return [mount['mountPath'] for mount in self.containers[self.product][0]['volumeMounts']]
