"""The inline processes as the service sees them: started, given connections, watched, replaced.

The only module that accepts connections.
"""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from typing import Any

from kg.service.inline.process import (
    ALIVE,
    CLOSED,
    GIVE,
    LENGTHS,
    LONG,
    NEW,
    PING,
    SLOW,
    STOP,
    checksum,
    drive,
)
from kg.service.workers.processes import reap, start

Adopt = Callable[[socket.socket, bytes, bytes, bool], None]
"""Takes over a connection, with what was received over it, what is still to be sent, and whether the request
that was received is known to take long."""

_AT_ONCE = 64
_MOST_SLOW = 4096
_PACKET = 128 * 1024
_PAUSE_S = 0.1
_PING_S = 0.5
_DEAD_S = 4.0
_SOON_S = 3.0
_PATIENCE_S = 5.0


class InlineProcesses:
    """A number of inline processes, and the listening socket whose connections they get.

    Args:
        listening: The socket that accepts connections.
        count: How many processes; with 0 every connection is adopted.
        module: Has `answerer`; see `kg.service.inline.process.drive`.
        settings: What processes prepare with.
        adopt: Takes over the connections that the processes do not serve.
    """

    def __init__(
        self, listening: socket.socket, count: int, module: str, settings: dict[str, Any], adopt: Adopt
    ) -> None:
        self._listening = listening
        self._count = count
        self._module = module
        self._settings = settings
        self._adopt = adopt
        self._processes: list[_Child] = []
        self._spare: list[_Child] = []
        self._starts: set[asyncio.Task[None]] = set()
        self._slow: set[int] = set()
        self._watching: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._is_open = False

    async def open(self) -> None:
        """Start the processes and begin to accept."""
        self._is_open = True
        # As many again stand by to replace those that end, so that no connection waits for a new process.
        await asyncio.gather(*(self._start() for _ in range(2 * self._count)))
        self._listening.setblocking(False)
        self._watching = asyncio.create_task(self._ping_all())
        self._resume()

    async def close(self) -> None:
        """Accept no more, and end the processes, each after the request that it is answering."""
        if not self._is_open:
            return
        self._is_open = False
        if self._watching is not None:
            self._watching.cancel()
        self._closing.set()
        asyncio.get_running_loop().remove_reader(self._listening.fileno())
        self._listening.close()
        await asyncio.gather(
            *(process.close() for process in [*self._processes, *self._spare]), *self._starts
        )

    def offer(self, connection: socket.socket) -> None:
        """Give a connection without a request to the process with the fewest; close it in this process."""
        for process in sorted(self._processes, key=lambda process: process.connections):
            if process.take(connection):
                connection.close()
                return
        self._adopt(connection, b"", b"", False)

    async def _start(self) -> None:
        process = await _Child.start(self._module, self._settings, self._returned, self._lost)
        # It gets no connection before it is ready.
        await process.ready
        if process.is_gone or not self._is_open:
            await process.close()
            return
        self._spare.append(process)
        for number in self._slow:
            process.mark_slow(number)
        self._fill_places()

    def _fill_places(self) -> None:
        """Let processes that stand by replace those that ended."""
        while self._spare and len(self._processes) < self._count:
            self._processes.append(self._spare.pop())
            self._even_out()

    async def _replace(self, *, pauses: bool) -> None:
        """Start a process in place of one that ended; after a pause if that one was never ready."""
        if pauses:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), _SOON_S)
        if self._is_open:
            await self._start()

    def _even_out(self) -> None:
        """Have processes with many connections return some for the others."""
        fair = sum(process.connections for process in self._processes) // len(self._processes) + 1
        for process in self._processes:
            if process.connections > fair:
                process.take_back(process.connections - fair)

    async def _ping_all(self) -> None:
        """Kill a process that no longer answers a ping, since it cannot end by itself.

        That happens in a call into the engine that lets no other thread run.
        """
        while True:
            await asyncio.sleep(_PING_S)
            for process in [*self._processes, *self._spare]:
                process.ping()

    def _accept(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                connection, _ = self._listening.accept()
            except OSError as error:
                if error.errno in (errno.EMFILE, errno.ENFILE):
                    self._pause()
                return  # no client waits any more, or it went away
            connection.setblocking(False)
            with contextlib.suppress(OSError):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.offer(connection)

    def _pause(self) -> None:
        """Let clients wait while there are no file descriptors for their connections."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._listening.fileno())
        loop.call_later(_PAUSE_S, self._resume)

    def _resume(self) -> None:
        if self._is_open:
            asyncio.get_running_loop().add_reader(self._listening.fileno(), self._accept)

    def _mark_slow(self, request: bytes) -> None:
        """Remember a request that took too long for an inline process; a worker gets it from now on."""
        if len(self._slow) >= _MOST_SLOW:
            self._slow.clear()
        number = checksum(request)
        self._slow.add(number)
        for process in [*self._processes, *self._spare]:
            process.mark_slow(number)

    def _returned(self, connection: socket.socket, request: bytes, unsent: bytes, is_long: bool) -> None:
        if is_long:
            self._mark_slow(request)
        if request or unsent or not self._is_open:
            self._adopt(connection, request, unsent, is_long or checksum(request) in self._slow)
        else:
            self.offer(connection)

    def _lost(self, process: "_Child") -> None:
        process.is_gone = True
        was_ready = process in self._processes or process in self._spare
        for processes in (self._processes, self._spare):
            if process in processes:
                processes.remove(process)
        if self._is_open:
            self._fill_places()
            start = asyncio.ensure_future(self._replace(pauses=not was_ready))
            self._starts.add(start)
            start.add_done_callback(self._starts.discard)


class _Child:
    """One inline process."""

    def __init__(
        self, process: ForkServerProcess, control: socket.socket, on_returned: Adopt, on_lost: Any
    ) -> None:
        self.process = process
        self.connections = 0
        self.is_gone = False
        self._control = control
        self._on_returned, self._on_lost = on_returned, on_lost
        self._returning: tuple[socket.socket, int, int] | None = None
        self._received = bytearray()
        self._is_long = False
        self._pinged: float | None = None
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the process can take connections, or has ended before."""
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the process has ended."""
        asyncio.get_running_loop().add_reader(control.fileno(), self._read)

    @classmethod
    async def start(
        cls, module: str, settings: dict[str, Any], on_returned: Adopt, on_lost: Callable[["_Child"], None]
    ) -> "_Child":
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        process = await asyncio.get_running_loop().run_in_executor(
            None, start, drive, theirs, module, settings
        )
        theirs.close()
        ours.setblocking(False)
        return cls(process, ours, on_returned, on_lost)

    def take(self, connection: socket.socket) -> bool:
        """Send the process a connection; False if it cannot take one now."""
        try:
            socket.send_fds(self._control, [NEW], [connection.fileno()])
        except OSError:
            return False
        self.connections += 1
        return True

    def ping(self) -> None:
        """Ask whether it is alive; kill it if it has not answered the last ping for too long."""
        now = asyncio.get_running_loop().time()
        if self._pinged is None:
            self._pinged = now
            with contextlib.suppress(OSError):
                self._control.send(PING)
        elif now - self._pinged > _DEAD_S:
            self.process.kill()

    def mark_slow(self, number: int) -> None:
        """Send the checksum of a request that takes long; if this fails, the process finds out by itself."""
        with contextlib.suppress(OSError):
            self._control.send(SLOW + number.to_bytes(4, "big"))

    def take_back(self, count: int) -> None:
        """Ask for so many of its connections back."""
        with contextlib.suppress(OSError):
            self._control.send(GIVE + count.to_bytes(4, "big"))

    def stop(self) -> None:
        """Order the process to end after the request that it is answering."""
        with contextlib.suppress(OSError):
            self._control.send(STOP)

    async def close(self) -> None:
        """End the process; kill it if it does not end by itself."""
        self.stop()
        try:
            async with asyncio.timeout(_DEAD_S):
                await asyncio.shield(self.ended)
        except TimeoutError:
            self.process.kill()
            await self.ended

    def _read(self) -> None:
        while True:
            try:
                packet, descriptors, _, _ = socket.recv_fds(self._control, _PACKET, 1)
            except BlockingIOError:
                return
            except OSError:
                packet, descriptors = b"", []
            if not packet:
                self._end()
                return
            self._receive(packet, descriptors)

    def _receive(self, packet: bytes, descriptors: list[int]) -> None:
        if self._returning is None:
            kind, request, unsent = LENGTHS.unpack(packet)
            if kind == ALIVE:
                self._pinged = None
                self._set_ready()
                return
            self.connections -= 1
            if kind == CLOSED:
                return
            self._returning = socket.socket(fileno=descriptors[0]), request, unsent
            self._is_long = kind == LONG
        else:
            self._received += packet
        connection, request, unsent = self._returning
        if len(self._received) == request + unsent:
            received = bytes(self._received)
            self._returning = None
            self._received.clear()
            self._on_returned(connection, received[:request], received[request:], self._is_long)

    def _set_ready(self) -> None:
        if not self.ready.done():
            self.ready.set_result(None)

    def _end(self) -> None:
        self._set_ready()
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._control.fileno())
        self._control.close()
        if self._returning is not None:
            self._returning[0].close()
        reaping = loop.run_in_executor(None, self._reap)
        reaping.add_done_callback(lambda _: self.ended.set_result(None))
        self._on_lost(self)

    def _reap(self) -> None:
        reap(self.process, _PATIENCE_S)
