"""What runs in an inline process: it holds connections, and answers short queries over them itself.

Most queries take less time than it would take to hand them to another process. So an inline process reads a
request from a connection, answers it and reads the next. It returns the connection to the service where it
cannot answer: a request for something else, one that has not arrived completely, a long answer. And when a
request turns out to take long, it returns all of its connections and ends: the service gives the request to a
worker, which can be watched and stopped, and starts another inline process.
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
"""Takes what was received over a connection; gives the whole response, or None to leave it to the service."""

NEW, SLOW, PING, GIVE, STOP = b"N", b"W", b"P", b"G", b"S"
"""What the service sends: a new connection; the checksum of a request that takes long; a question whether the
process is alive; how many connections to return; an order to end."""
BACK, LONG, CLOSED, ALIVE = b"B", b"L", b"C", b"A"
"""What a process sends: a connection returned, with what was received over it and what was not sent; the
same, and its request takes long; one was closed; it is alive."""

LENGTHS = struct.Struct("!cII")
_MOST = 64 * 1024
_CHECK_S = 0.01
_CPU_S = 0.04
_WALL_S = 5.0
_IDLE_S = 30.0
"""A connection over which nothing is received for so long is closed."""


def checksum(request: bytes) -> int:
    """Give a number that stands for a request."""
    return zlib.crc32(request)


def drive(control: socket.socket, module: str, settings: dict[str, Any]) -> None:
    """Answer requests until the service orders an end, or is gone.

    Args:
        control: The process's end of a pair of sockets of packets.
        module: Has `answerer(settings)`, which gives an `Answer`.
        settings: What to prepare with.
    """
    settle_in(settings["memory"], is_offline=settings["is_offline"])
    try:
        answer: Answer = importlib.import_module(module).answerer(settings)
    except KgError:
        # A worker meets the same error, and answers each request with it.
        answer = _decline
    # An overrun of the stack would end the process and lose all its connections.
    on_large_stack(_Loop(control, answer).run)


def _decline(request: bytes) -> bytes | None:
    return None


class _Loop:
    """The connections of an inline process, and the loop that answers requests over them."""

    def __init__(self, control: socket.socket, answer: Answer) -> None:
        self._control = control
        self._answer = answer
        self._poll = select.epoll()
        self._held: dict[int, socket.socket] = {}
        self._last_active: dict[int, float] = {}
        self._lock = threading.Lock()
        self._begun: tuple[float, float] | None = None
        self._current: tuple[socket.socket, bytes] | None = None
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
                    if not self._obey():
                        return
                elif number in self._held:
                    self._serve(self._held[number])
            if time.monotonic() - swept > 1.0:
                swept = time.monotonic()
                self._sweep(swept)

    def _obey(self) -> bool:
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
                self._return(connection, b"", b"")
        # Anything else is an order to end, or the end of the service.
        return kind in (NEW, SLOW, PING, GIVE)

    def _take(self, descriptor: int) -> None:
        connection = socket.socket(fileno=descriptor)
        connection.setblocking(False)
        self._held[connection.fileno()] = connection
        self._last_active[connection.fileno()] = time.monotonic()
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
        self._last_active[connection.fileno()] = time.monotonic()
        is_known = bool(self._slow) and checksum(request) in self._slow
        response = None if is_known else self._respond(connection, request)
        if response is None:
            self._return(connection, request, b"")
            return
        try:
            sent = connection.send(response)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._close(connection)
            return
        if sent < len(response):
            # A client that reads slowly is left to the service.
            self._return(connection, b"", response[sent:])

    def _respond(self, connection: socket.socket, request: bytes) -> bytes | None:
        self._current = connection, request
        self._begun = time.monotonic(), time.process_time()
        try:
            return self._answer(request)
        finally:
            # If `_watch` is returning all connections, this waits for the lock, and the process ends.
            with self._lock:
                self._begun = None

    def _watch(self) -> None:
        while True:
            time.sleep(_CHECK_S)
            begun = self._begun
            if begun is None or not _is_long(begun):
                continue
            with self._lock:
                if self._begun is begun and self._current is not None:
                    self._return_all(*self._current)

    def _return_all(self, connection: socket.socket, request: bytes) -> None:
        """Return every connection, and end the process with the request that it is working on."""
        try:
            # First the new connections that were sent here and not received yet; no more can be sent now.
            self._control.shutdown(socket.SHUT_RD)
            while message := socket.recv_fds(self._control, 16, 1):
                if not message[0]:
                    break
                for descriptor in message[1]:
                    self._send_connection(socket.socket(fileno=descriptor), b"", b"")
            self._send_connection(connection, request, b"", LONG)
            for other in self._held.values():
                if other is not connection:
                    self._send_connection(other, b"", b"")
        finally:
            # Also where the service is gone, and nothing can be returned.
            os._exit(0)

    def _return(self, connection: socket.socket, request: bytes, unsent: bytes) -> None:
        self._forget(connection)
        self._send_connection(connection, request, unsent)
        connection.close()

    def _send_connection(
        self, connection: socket.socket, request: bytes, unsent: bytes, kind: bytes = BACK
    ) -> None:
        head = LENGTHS.pack(kind, len(request), len(unsent))
        # The size of a packet is limited, so the data follow in packets of their own.
        socket.send_fds(self._control, [head], [connection.fileno()])
        data = request + unsent
        for start in range(0, len(data), _MOST):
            self._control.send(data[start : start + _MOST])

    def _close(self, connection: socket.socket) -> None:
        self._forget(connection)
        connection.close()
        self._control.send(LENGTHS.pack(CLOSED, 0, 0))

    def _forget(self, connection: socket.socket) -> None:
        self._poll.unregister(connection)
        del self._held[connection.fileno()], self._last_active[connection.fileno()]

    def _sweep(self, now: float) -> None:
        for number, last in list(self._last_active.items()):
            if now - last > _IDLE_S:
                self._close(self._held[number])


def _is_long(begun: tuple[float, float]) -> bool:
    wall, cpu = begun
    return time.process_time() - cpu > _CPU_S or time.monotonic() - wall > _WALL_S
