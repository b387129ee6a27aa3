"""A worker process as the service sees it: started, given requests, watched, stopped."""

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from typing import Any, cast

from kg.errors import BadQuery, KgError, TookTooMuch, WorkerFault
from kg.language import Text
from kg.service.workers.child import work
from kg.service.workers.frames import READY, REQUEST, FrameReader, json_frame
from kg.service.workers.limits import in_words
from kg.service.workers.processes import reap, start
from kg.service.workers.reply_stream import ReplyStream

_PATIENCE_S = 10.0
_NICE = 15
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


_TOO_DEEP = (
    Text("it is nested too deeply", "嵌套过深"),
    Text("write it with fewer groups and parentheses inside one another", "请减少层层嵌套的分组和括号"),
)


class Worker(asyncio.Protocol):
    """One process that answers one request at a time.

    Args:
        process: The process.
        on_free: Called when a request is over and the worker can take another.
        on_lost: Called when the process is gone.
    """

    def __init__(
        self,
        process: ForkServerProcess,
        on_free: Callable[["Worker"], None],
        on_lost: Callable[["Worker"], None],
    ) -> None:
        self.process = process
        self.stream: ReplyStream | None = None
        self.since = 0.0
        """When it began with its request, in seconds of `time.monotonic`."""
        self.is_long = False
        self._begun_s = 0.0
        self._is_ready = False
        self.is_writer = False
        self._on_free, self._on_lost = on_free, on_lost
        self._reader = FrameReader()
        self._transport: asyncio.WriteTransport | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._reason: KgError | None = None
        self._memory = 0

    @classmethod
    async def start(
        cls,
        module: str,
        settings: dict[str, Any],
        on_free: Callable[["Worker"], None],
        on_lost: Callable[["Worker"], None],
    ) -> "Worker":
        """Start a process and connect to it."""
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 18)
        process = await loop.run_in_executor(None, start, work, theirs, module, settings)
        theirs.close()
        ours.setblocking(False)
        worker = cls(process, on_free, on_lost)
        worker._memory = settings["memory"]
        await loop.create_unix_connection(lambda: worker, sock=ours)
        return worker

    def ask(self, request: dict[str, Any], stream: ReplyStream, time_s: float, too_late: KgError) -> None:
        """Hand a request over; it is stopped with `too_late` after so many seconds."""
        assert self.stream is None and self._transport is not None
        self.stream = stream
        self._begin()
        self._transport.write(json_frame(REQUEST, request))
        self._deadline = asyncio.get_running_loop().call_later(time_s, self.stop, too_late)

    def _begin(self) -> None:
        self.since, self._begun_s = time.monotonic(), self._spent_s()

    def stop(self, reason: KgError | None = None) -> None:
        """Kill the process. Its request, if it has one, ends with this error."""
        self._reason = self._reason or reason
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        if self._transport is not None:
            self._transport.close()

    def retire(self) -> None:
        """Let an idle process end by itself."""
        if self._transport is not None:
            self._transport.close()

    def become_long(self) -> None:
        """Lower its priority; a process cannot raise it again."""
        self.is_long = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid or 0, _NICE)
        if self.stream is not None:
            self.stream.notice()

    def has_gone_on_for(self, seconds: float) -> bool:
        """Say whether its request took so much processor time, or waited four times as long for something.

        Waiting for the processor does not count: such a request is short, and others are in its way. Nor does
        the time before a new process has begun with it.
        """
        if not self._is_ready:
            return False
        if self._spent_s() - self._begun_s > seconds:
            return True
        return time.monotonic() - self.since > 4 * seconds and not self.could_run()

    def _spent_s(self) -> float:
        """Give the seconds of a processor that the process has had."""
        fields = _fields(f"/proc/{self.process.pid}/stat")
        return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0

    def could_run(self) -> bool:
        """Say whether any of its threads runs, or would if a processor were free."""
        try:
            threads = os.listdir(f"/proc/{self.process.pid}/task")  # noqa: PTH208 - often, and fast
        except OSError:
            return False
        return any(
            _fields(f"/proc/{self.process.pid}/task/{thread}/stat")[:1] == [b"R"] for thread in threads
        )

    def memory_held(self) -> int:
        """Give the bytes of memory that the process holds and does not share with a file."""
        try:
            with open(f"/proc/{self.process.pid}/statm", "rb") as file:  # noqa: PTH123 - often, and fast
                _, resident, shared, *_ = file.read().split()
            return (int(resident) - int(shared)) * _PAGE
        except (OSError, ValueError):
            return 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the transport to the process."""
        # uvloop's transports are not of asyncio's classes, so this cannot be asserted.
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        """Pass frames from the process on."""
        for kind, payload in self._reader.feed(data):
            if kind == READY:
                self._is_ready = True
                self._begin()
            elif self.stream is not None:
                self.stream.take(kind, payload)
                if self.stream.is_over:
                    self._done()

    def connection_lost(self, error: Exception | None) -> None:
        """Tell whoever waits that the process is gone, and why."""
        self._transport = None
        stream, self.stream = self.stream, None
        if self._deadline is not None:
            self._deadline.cancel()
        if stream is not None and self._reason is not None:
            stream.fail(self._reason)
        asyncio.get_running_loop().run_in_executor(None, self._reap, stream)
        self._on_lost(self)

    def _reap(self, stream: ReplyStream | None) -> None:
        code = reap(self.process, _PATIENCE_S)
        if stream is not None:
            stream.loop.call_soon_threadsafe(stream.fail, self._what_happened(code))

    def _what_happened(self, code: int | None) -> KgError:
        # Memory that cannot be had makes the engine abort; the kernel, short of memory, kills; and what is
        # nested without end overruns the stack.
        if code in (-signal.SIGABRT, -signal.SIGKILL):
            return TookTooMuch(limit=in_words(self._memory))
        if code in (-signal.SIGSEGV, -signal.SIGBUS):
            return BadQuery(why=_TOO_DEEP[0], remedy=_TOO_DEEP[1])
        return WorkerFault(why=f"a worker ended with {code}")

    def _done(self) -> None:
        self.stream = None
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._on_free(self)


def _fields(path: str) -> list[bytes]:
    """Read a file like /proc/PID/stat from the state on; nothing where there is none any more."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - often, and fast
            # The name before the parenthesis may hold spaces.
            return file.read().rpartition(b")")[2].split()
    except OSError:
        return []
