# SPDX-License-Identifier: MIT
"""Servers that play what a real one may answer to a ClientHello, and watch what they get."""

import os
import socket
import struct
import threading
import time

RETRY = bytes.fromhex('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c')
ANON_DH, ANON_ECDH, ECDHE, AES_256 = 0x00a7, 0xc019, 0xc030, 0x1302
TLS12, TLS13 = 0x0303, 0x0304


def record(kind, body, version=TLS12):
    return struct.pack('!BHH', kind, version, len(body)) + body


def handshake(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, 'big') + body


def alert(number, level=2):
    return record(21, bytes([level, number]))


def sealed(*sizes):
    return b''.join(record(23, os.urandom(size)) for size in sizes)


def server_hello(suite, version=TLS12, random=None, extensions=b''):
    shown = min(version, TLS12)
    if version == TLS13:
        extensions = struct.pack('!HHH', 43, 2, TLS13) + extensions
    body = struct.pack('!H', shown) + (random or os.urandom(32)) + b'\0'
    body += struct.pack('!HB', suite, 0) + struct.pack('!H', len(extensions)) + extensions
    return handshake(2, body)


def key(bits=None):
    """The server's key: a prime of so many bits, or a point."""
    if not bits:
        return handshake(12, b'\3\0\x1d\x20' + os.urandom(32))
    prime = b'\xff' * (bits // 8)
    return handshake(12, b''.join(struct.pack('!H', len(n)) + n for n in (prime, b'\2', prime)))


def flight(suite, version=TLS12, bits=None, certificate=False, request=False, cut=None):
    """A ServerHello and what follows, in one record, or in records of `cut` bytes."""
    messages = server_hello(suite, version)
    if certificate:
        messages += handshake(11, b'\0\0\5\0\0\2ab')
    messages += key(bits)
    if request:
        messages += handshake(13, b'\1\1\0\2\4\1\0\0')
    messages += handshake(14, b'')
    cut = cut or len(messages)
    return b''.join(record(22, messages[i:i + cut], version)
        for i in range(0, len(messages), cut))


def flight_13(*sizes):
    return record(22, server_hello(AES_256, TLS13)) + record(20, b'\1') + sealed(*sizes)


def retry(group=24, cookie=b''):
    extensions = struct.pack('!HHH', 51, 2, group) if group else b''
    if cookie:
        extensions += struct.pack('!HHH', 44, len(cookie) + 2, len(cookie)) + cookie
    return record(22, server_hello(AES_256, TLS13, RETRY, extensions)) + record(20, b'\1')


ANON = flight(ANON_DH, bits=2048)


class Hello:
    """A ClientHello, taken apart. Raises an exception if it is none."""

    def __init__(self, data):
        kind, _, size = struct.unpack('!BHH', data[:5])
        assert kind == 22 and size == len(data) - 5 and data[5] == 1, data[:16].hex()
        body = data[9:]
        assert int.from_bytes(data[6:9], 'big') == len(body)
        self.version, at = struct.unpack('!H', body[:2])[0], 35 + body[34]
        size = struct.unpack('!H', body[at:at + 2])[0]
        self.suites = set(struct.unpack('!%dH' % (size // 2), body[at + 2:at + 2 + size]))
        at += 2 + size + 2
        self.extensions, end = {}, at + 2 + struct.unpack('!H', body[at:at + 2])[0]
        assert end == len(body)
        at += 2
        while at < end:
            name, size = struct.unpack('!HH', body[at:at + 4])
            self.extensions[name] = body[at + 4:at + 4 + size]
            at += 4 + size
        self.kind = self.find_kind()

    def find_kind(self):
        anon, cert = ANON_DH in self.suites, ECDHE in self.suites
        if AES_256 in self.suites:
            return 'all'
        if anon and cert:
            return 'all_12'
        if cert:
            return 'cert'
        if self.version < TLS12:
            return 'old'
        return 'anon' if struct.pack('!H', 256) in self.extensions[10] else 'curves'


class Connection:
    """One connection of a server: sends, and keeps what it gets."""

    def __init__(self, sock):
        self.sock, self.got = sock, b''

    def send(self, data, pause=0):
        """Sends at once, or a byte at a time."""
        pieces = [data[i:i + 1] for i in range(len(data))] if pause else [data]
        for piece in pieces:
            self.sock.sendall(piece)
            time.sleep(pause)

    def read(self):
        """Reads a record. Returns the hello in it."""
        start = len(self.got)
        while len(self.got) < start + 5 or \
                len(self.got) < start + 5 + struct.unpack('!H', self.got[start + 3:start + 5])[0]:
            data = self.sock.recv(65536)
            if not data:
                raise EOFError
            self.got += data
        return Hello(self.got[start:])

    def wait(self):
        """Reads until the client closes."""
        while True:
            data = self.sock.recv(65536)
            if not data:
                return
            self.got += data

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))


class Fake:
    """A server on loopback that plays `behave(connection)` for each connection."""

    def __init__(self, behave, threads=True, family=socket.AF_INET, once=False):
        self.behave, self.threads, self.once = behave, threads, once
        self.connections = []
        self.listener = socket.socket(family)
        self.listener.bind(('::1' if family == socket.AF_INET6 else '127.0.0.1', 0))
        self.listener.listen(20)
        self.port = self.listener.getsockname()[1]
        self.where = ('[::1]:%d' if family == socket.AF_INET6 else '127.0.0.1:%d') % self.port
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                sock = self.listener.accept()[0]
            except OSError:
                return
            connection = Connection(sock)
            self.connections.append(connection)
            if self.once:
                self.listener.close()
            if self.threads:
                threading.Thread(target=self.serve, args=[connection], daemon=True).start()
            else:
                self.serve(connection)

    def serve(self, connection):
        try:
            self.behave(connection)
        except (OSError, EOFError):
            pass
        connection.sock.close()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR) # the thread that waits would keep it open
        self.listener.close()

    def wrongs(self):
        """Yields what a client may not do: too many connections, anything but hellos."""
        if len(self.connections) > 12:
            yield '%d connections' % len(self.connections)
        for connection in self.connections:
            data = connection.got
            while data:
                size = 5 + struct.unpack('!H', data[3:5])[0] if len(data) >= 5 else 0
                try:
                    Hello(data[:size])
                except (AssertionError, struct.error, IndexError) as e:
                    yield 'no hello: %r' % e
                    break
                data = data[size:]


def by_kind(**answers):
    """A server that answers each kind of hello with bytes, and closes or waits after them."""
    def behave(connection):
        answer = answers.get(connection.read().kind, answers.get('other', b''))
        data, stays = answer if isinstance(answer, tuple) else (answer, False)
        connection.send(data)
        if stays:
            connection.wait()
    return behave


def says(data, pause=0, first=False, stays=True):
    """A server that says this to whatever comes, or before anything comes."""
    def behave(connection):
        if not first:
            connection.read()
        connection.send(data, pause)
        if stays:
            connection.wait()
    return behave


def resets(connection):
    connection.read()
    connection.reset()


def floods(data, first=False):
    def behave(connection):
        if not first:
            connection.read()
        while True:
            connection.send(data)
    return behave


def retries(how, then, again=False):
    """A server that demands a second hello of who offers TLS 1.3."""
    def behave(connection):
        if connection.read().kind != 'all':
            connection.send(ANON)
            return connection.wait()
        connection.send(how)
        hello = connection.read()
        assert len(hello.extensions[51]) > 8
        connection.send(how if again else then)
    return behave
