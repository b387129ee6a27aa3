"""What runs in a worker process: one request after the other, each answered through a socket.

A worker holds nothing that must be saved: it can be killed at any moment, and so a request that takes too
long is stopped.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
import threading
import zlib
from collections.abc import Callable, Mapping
from multiprocessing import forkserver
from typing import Any

from kg.errors import AnswerTooLong, KgError, TookTooMuch, WorkerFault
from kg.service.workers.frames import (
    DATA,
    END,
    FAILURE,
    HEAD,
    READY,
    REQUEST,
    FrameReader,
    failure,
    frame,
    json_frame,
)
from kg.service.workers.limits import in_words
from kg.service.workers.reply import Reply
from kg.service.workers.sandbox import leave_network

Job = Callable[[Any, dict[str, Any]], Reply]

_CHUNK = 64 * 1024
_STACK = 1 << 30
# What is smaller than a network packet gains nothing by being compressed.
_SMALL = 1400
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def work(channel: socket.socket, module: str, settings: dict[str, Any]) -> None:
    """Answer requests from a socket until it is closed.

    Args:
        channel: The worker's end of a pair of sockets.
        module: Has `JOBS`, from name to function, and `prepare(settings)`, whose result each job is given;
            and `rehearse(prepared)` where the settings say "rehearses", unless a request waits already.
        settings: What to prepare with. "memory" and "answer" are bytes; "is_offline" takes the network away.
    """
    settle_in(settings["memory"], is_offline=settings["is_offline"])
    on_large_stack(lambda: _answer_all(channel, module, settings))


def on_large_stack(run: Callable[[], None]) -> None:
    """Run a function on a large stack, which the engine needs for deeply nested queries.

    The memory is only reserved; it is taken as it is needed.
    """
    threading.stack_size(_STACK)
    running = threading.Thread(target=run)
    running.start()
    running.join()


def _answer_all(channel: socket.socket, module: str, settings: dict[str, Any]) -> None:
    own = importlib.import_module(module)
    jobs: Mapping[str, Job] = own.JOBS
    reader = FrameReader()
    try:
        state = own.prepare(settings)
        if settings.get("rehearses") and not _is_asked(channel):
            own.rehearse(state)
    except KgError as error:
        # Each request is answered with it.
        state = error
    gc.freeze()
    # The time until here counts for no request.
    with contextlib.suppress(BrokenPipeError):
        channel.sendall(frame(READY))
    while data := channel.recv(1 << 20):
        for kind, payload in reader.feed(data):
            assert kind == REQUEST
            _answer(channel, jobs, state, json.loads(payload), settings)


def _is_asked(channel: socket.socket) -> bool:
    """Say whether a request waits already."""
    return bool(select.select([channel], [], [], 0)[0])


def settle_in(memory: int, *, is_offline: bool) -> None:
    """Set a process up: it ends when the service says so or is gone, and its memory is limited.

    Args:
        memory: Bytes that it may hold.
        is_offline: Whether it may open no connection to the network.
    """
    # Ctrl-C and `kill` on the process group are for the service, which lets this process finish.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # The fork server ends when the service does, unless another process holds this end of their pipe.
    with contextlib.suppress(OSError, AttributeError, TypeError):
        os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if is_offline:
        leave_network()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The service checks the memory of workers several times a second; this stops one that grows faster.
    resource.setrlimit(resource.RLIMIT_AS, (2 * memory + (4 << 30),) * 2)


def _answer(
    channel: socket.socket, jobs: Mapping[str, Job], state: Any, request: dict[str, Any], settings: Any
) -> None:
    sink = _Sink(channel, settings["answer"], compress=bool(request.get("gzip")))
    try:
        if isinstance(state, KgError):
            raise state
        reply = jobs[request["job"]](state, request)
        sink.begin(reply)
        if callable(reply.body):
            reply.body(sink)
        else:
            sink.write(reply.body)
        sink.end()
    except KgError as error:
        channel.sendall(json_frame(FAILURE, failure(error)))
    except BrokenPipeError:
        raise SystemExit from None  # the service is gone
    except MemoryError:
        channel.sendall(json_frame(FAILURE, failure(TookTooMuch(limit=in_words(settings["memory"])))))
    except Exception as error:
        # A fault of this program must not end the worker; the client is told that it is one.
        sys.excepthook(type(error), error, error.__traceback__)
        channel.sendall(json_frame(FAILURE, failure(WorkerFault(why=f"{type(error).__name__}: {error}"))))


class _Sink:
    """Sends a reply to the service in chunks, a small one in one go."""

    def __init__(self, channel: socket.socket, longest: int, *, compress: bool) -> None:
        self._channel = channel
        self._left = self._longest = longest
        self._may_compress = compress
        self._held = bytearray()
        self._reply: Reply | None = None
        self._deflate: Any = None

    def begin(self, reply: Reply) -> None:
        """Take the head of a reply; it goes out with the first chunk of its body."""
        self._reply = reply

    def write(self, data: bytes, /) -> int:
        """Take some of the body.

        Raises:
            AnswerTooLong: It is more than an answer may be.
        """
        self._left -= len(data)
        if self._left < 0:
            raise AnswerTooLong(limit=in_words(self._longest))
        self._held += data
        if len(self._held) >= _CHUNK:
            self._send_on()
        return len(data)

    def flush(self) -> None:
        """Do nothing: a chunk is sent when it is large enough."""

    def end(self) -> None:
        """Send what is left, and the end."""
        self._send_on(is_last=True)

    def _send_on(self, *, is_last: bool = False) -> None:
        out = bytearray()
        if self._reply is not None:
            out += self._head(self._reply, is_whole=is_last)
            self._reply = None
        chunk = bytes(self._held)
        self._held.clear()
        if self._deflate is not None:
            chunk = self._deflate.compress(chunk) + (self._deflate.flush() if is_last else b"")
        if chunk:
            out += frame(DATA, chunk)
        if is_last:
            out += frame(END)
        if out:
            self._channel.sendall(out)

    def _head(self, reply: Reply, *, is_whole: bool) -> bytes:
        headers = list(reply.headers)
        is_worth_it = not is_whole or len(self._held) > _SMALL
        if self._may_compress and is_worth_it and _is_text(reply.content_type):
            self._deflate = zlib.compressobj(5, zlib.DEFLATED, 31)
            headers.append(("Content-Encoding", "gzip"))
        return json_frame(HEAD, [reply.status, reply.content_type, headers])


def _is_text(content_type: str) -> bool:
    return not content_type.startswith("image/") or content_type.startswith("image/svg")
