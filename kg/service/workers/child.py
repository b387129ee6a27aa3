"""What runs in a worker process: one request after the other, each answered through a socket.

A worker holds nothing that must be put away: it can be killed at any moment, and that is how a request is
stopped that takes too long.
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

_PIECE = 64 * 1024
_STACK = 1 << 30
# What is smaller than a network packet gains nothing by being compressed.
_SMALL = 1400
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def work(channel: socket.socket, module: str, settings: dict[str, Any]) -> None:
    """Answer requests from a socket until it is closed.

    Args:
        channel: The worker's end of a pair of sockets.
        module: Has `JOBS`, from name to function, and `prepare(settings)`, whose result each job is given;
            and `rehearse(prepared)` where the settings say "rehearses", for when nobody has asked yet.
        settings: What to prepare with. "memory" and "answer" are bytes; "is_offline" takes the network away.
    """
    settle_in(settings["memory"], is_offline=settings["is_offline"])
    on_large_stack(lambda: _answer_all(channel, module, settings))


def on_large_stack(run: Callable[[], None]) -> None:
    """Run something where nesting may be deep: the engine goes as deep on its stack as a query is nested.

    So much is reserved, and taken only as it is needed.
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
        # It is told to whoever asks first.
        state = error
    gc.freeze()
    # What it took to get here is no request's.
    with contextlib.suppress(BrokenPipeError):
        channel.sendall(frame(READY))
    while data := channel.recv(1 << 20):
        for kind, payload in reader.feed(data):
            assert kind == REQUEST
            _answer(channel, jobs, state, json.loads(payload), settings)


def _is_asked(channel: socket.socket) -> bool:
    """Say whether somebody waits already."""
    return bool(select.select([channel], [], [], 0)[0])


def settle_in(memory: int, *, is_offline: bool) -> None:
    """Make a process one that ends with the service, on its word alone, and takes no more than it may.

    Args:
        memory: Bytes that it may hold.
        is_offline: Whether it may reach nobody.
    """
    # Ctrl-C and `kill` on the group are for the service, which lets us finish.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # The server that forked us ends when the service does, unless somebody holds this end of their pipe.
    with contextlib.suppress(OSError, AttributeError, TypeError):
        os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if is_offline:
        leave_network()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The service looks several times a second at what a worker holds; this stops what grows faster.
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
        # A fault of ours must not take the worker with it, and the client is told that it is one.
        sys.excepthook(type(error), error, error.__traceback__)
        channel.sendall(json_frame(FAILURE, failure(WorkerFault(why=f"{type(error).__name__}: {error}"))))


class _Sink:
    """Sends a reply on, piece by piece; a small one in one go."""

    def __init__(self, channel: socket.socket, longest: int, *, compress: bool) -> None:
        self._channel = channel
        self._left = self._longest = longest
        self._may_compress = compress
        self._held = bytearray()
        self._reply: Reply | None = None
        self._deflate: Any = None

    def begin(self, reply: Reply) -> None:
        """Take the head of a reply; it goes out with the first piece of its body."""
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
        if len(self._held) >= _PIECE:
            self._send_on()
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces go out when they are worth it."""

    def end(self) -> None:
        """Send what is left, and the end."""
        self._send_on(is_last=True)

    def _send_on(self, *, is_last: bool = False) -> None:
        out = bytearray()
        if self._reply is not None:
            out += self._head(self._reply, is_whole=is_last)
            self._reply = None
        piece = bytes(self._held)
        self._held.clear()
        if self._deflate is not None:
            piece = self._deflate.compress(piece) + (self._deflate.flush() if is_last else b"")
        if piece:
            out += frame(DATA, piece)
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
