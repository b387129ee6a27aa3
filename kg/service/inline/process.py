"""What runs in an inline process: it holds connections, and answers their short requests on the spot.

Most queries take less time than handing them from one process to another would. So an inline process reads a
request from its connection, answers it and reads the next; nothing stands between. Whatever is not such a
request it gives back to the service, connection and all: a request for something else, one that has not come
whole, an answer that is long. And when a request turns out to take long, the process gives back all of its
connections and ends: the service asks a worker again, who can be watched and stopped, and starts another
process.

The only module that answers a request without being asked by the service.
"""

import importlib
import os
import select
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from typing import Any

from kg.errors import KgError
from kg.service.workers.child import on_large_stack, settle_in

Answer = Callable[[bytes], bytes | None]
"""Takes what came over a connection; gives the whole response, or None to leave it to the service."""

NEW, SLOW, PING, GIVE, STOP = b"N", b"W", b"P", b"G", b"S"
"""What the service tells a process: here is a connection; a request with this checksum takes long; say that
you are alive; give so many connections back; end."""
BACK, LONG, CLOSED, ALIVE = b"B", b"L", b"C", b"A"
"""What a process tells: here is a connection back, with what came over it and what was not sent; the same,
and its request takes long; one closed; I am alive."""

LENGTHS = struct.Struct("!cII")
_MOST = 64 * 1024
_LOOK_S = 0.01
_CPU_S = 0.04
_WALL_S = 5.0
_IDLE_S = 30.0
"""A connection over which nothing comes for so long is closed."""


def checksum(request: bytes) -> int:
    """Give a number that stands for a request."""
    return zlib.crc32(request)


def drive(control: socket.socket, module: str, settings: dict[str, Any]) -> None:
    """Answer requests until the service says to stop, or is gone.

    Args:
        control: The process's end of a pair of sockets of packets.
        module: Has `answerer(settings)`, which gives an `Answer`.
        settings: What to prepare with.
    """
    settle_in(settings["memory"], is_offline=settings["is_offline"])
    try:
        answer: Answer = importlib.import_module(module).answerer(settings)
    except KgError:
        # A worker will say what is wrong, to whoever asks.
        answer = _leave
    # One that overran the stack would take all connections with it.
    on_large_stack(_Process(control, answer).run)


def _leave(request: bytes) -> bytes | None:
    return None


class _Process:
    def __init__(self, control: socket.socket, answer: Answer) -> None:
        self._control = control
        self._answer = answer
        self._poll = select.epoll()
        self._held: dict[int, socket.socket] = {}
        self._last: dict[int, float] = {}
        self._turn = threading.Lock()
        self._begun: tuple[float, float] | None = None
        self._asked: tuple[socket.socket, bytes] | None = None
        self._slow: set[int] = set()

    def run(self) -> None:
        try:
            self._control.send(LENGTHS.pack(ALIVE, 0, 0))
        except BrokenPipeError:
            return  # the service is gone
        self._poll.register(self._control, select.EPOLLIN)
        threading.Thread(target=self._watch, daemon=True).start()
        swept = time.monotonic()
        while True:
            for number, _ in self._poll.poll(1.0):
                if number == self._control.fileno():
                    if not self._told():
                        return
                elif number in self._held:
                    self._serve(self._held[number])
            if time.monotonic() - swept > 1.0:
                swept = time.monotonic()
                self._sweep(swept)

    def _told(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._control, 16, 1)
        kind, number = message[:1], int.from_bytes(message[1:], "big")
        if kind == NEW:
            self._take(descriptors[0])
        elif kind == SLOW:
            self._slow.add(number)
        elif kind == PING:
            self._control.send(LENGTHS.pack(ALIVE, 0, 0))
        elif kind == GIVE:
            for connection in list(self._held.values())[:number]:
                self._give_back(connection, b"", b"")
        # Else told to stop, or nobody is there any more.
        return kind in (NEW, SLOW, PING, GIVE)

    def _take(self, descriptor: int) -> None:
        connection = socket.socket(fileno=descriptor)
        connection.setblocking(False)
        self._held[connection.fileno()] = connection
        self._last[connection.fileno()] = time.monotonic()
        self._poll.register(connection, select.EPOLLIN)

    def _serve(self, connection: socket.socket) -> None:
        try:
            request = connection.recv(_MOST)
        except BlockingIOError:
            return
        except OSError:
            request = b""
        if not request:
            self._close(connection)
            return
        self._last[connection.fileno()] = time.monotonic()
        is_known = bool(self._slow) and checksum(request) in self._slow
        response = None if is_known else self._respond(connection, request)
        if response is None:
            self._give_back(connection, request, b"")
            return
        try:
            sent = connection.send(response)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._close(connection)
            return
        if sent < len(response):
            # Somebody who reads slowly is the service's business.
            self._give_back(connection, b"", response[sent:])

    def _respond(self, connection: socket.socket, request: bytes) -> bytes | None:
        self._asked = connection, request
        self._begun = time.monotonic(), time.process_time()
        try:
            return self._answer(request)
        finally:
            # From here on the watch has nothing to do with this request; or it has, and then we end here.
            with self._turn:
                self._begun = None

    def _watch(self) -> None:
        while True:
            time.sleep(_LOOK_S)
            begun = self._begun
            if begun is None or not _is_long(begun):
                continue
            with self._turn:
                if self._begun is begun and self._asked is not None:
                    self._leave_all(*self._asked)

    def _leave_all(self, connection: socket.socket, request: bytes) -> None:
        """Give every connection back, and end; what is being worked on ends with us."""
        try:
            # First those that were given to us and that we have not taken; from now on none is.
            self._control.shutdown(socket.SHUT_RD)
            while message := socket.recv_fds(self._control, 16, 1):
                if not message[0]:
                    break
                for descriptor in message[1]:
                    self._hand(socket.socket(fileno=descriptor), b"", b"")
            self._hand(connection, request, b"", LONG)
            for other in self._held.values():
                if other is not connection:
                    self._hand(other, b"", b"")
        finally:
            # Also where the service is gone, and nobody takes anything back.
            os._exit(0)

    def _give_back(self, connection: socket.socket, request: bytes, unsent: bytes) -> None:
        self._forget(connection)
        self._hand(connection, request, unsent)
        connection.close()

    def _hand(self, connection: socket.socket, request: bytes, unsent: bytes, kind: bytes = BACK) -> None:
        head = LENGTHS.pack(kind, len(request), len(unsent))
        # A packet has a largest size, so what is long follows in packets of its own.
        socket.send_fds(self._control, [head], [connection.fileno()])
        told = request + unsent
        for start in range(0, len(told), _MOST):
            self._control.send(told[start : start + _MOST])

    def _close(self, connection: socket.socket) -> None:
        self._forget(connection)
        connection.close()
        self._control.send(LENGTHS.pack(CLOSED, 0, 0))

    def _forget(self, connection: socket.socket) -> None:
        self._poll.unregister(connection)
        del self._held[connection.fileno()], self._last[connection.fileno()]

    def _sweep(self, now: float) -> None:
        for number, last in list(self._last.items()):
            if now - last > _IDLE_S:
                self._close(self._held[number])


def _is_long(begun: tuple[float, float]) -> bool:
    wall, cpu = begun
    return time.process_time() - cpu > _CPU_S or time.monotonic() - wall > _WALL_S
