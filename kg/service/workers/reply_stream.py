"""One request at a worker, seen from the service: the head of its answer, then its body as it is asked for.

A worker is never held up by a client that reads slowly: what the client has not taken yet waits here, a
little of it in memory and the rest in a file without a name.
"""

import asyncio
import json
import tempfile
from collections import deque
from typing import IO, NamedTuple

from kg.errors import KgError
from kg.service.workers.frames import DATA, END, FAILURE, HEAD, revive

_IN_MEMORY = 1 << 20
_PIECE = 1 << 16


class Head(NamedTuple):
    """The beginning of an answer."""

    status: int
    content_type: str
    headers: list[list[str]]


class ReplyStream:
    """What becomes of one request."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.begun: asyncio.Future[Head] = loop.create_future()
        """The head, or the error that there was instead."""
        self.noticed: asyncio.Future[None] = loop.create_future()
        """Done when the head is there or the request has become a long one, whichever comes first."""
        self.over: asyncio.Future[None] = loop.create_future()
        """Done when the worker has said all."""
        self.loop = loop
        self._error: KgError | None = None
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._file: IO[bytes] | None = None
        self._file_read = self._file_written = 0
        self._more: asyncio.Future[None] | None = None

    @property
    def is_over(self) -> bool:
        """Whether the worker has said all."""
        return self.over.done()

    def take(self, kind: bytes, payload: bytes) -> None:
        """Take a frame from the worker."""
        if kind == DATA:
            self._keep(payload)
        elif kind == HEAD:
            if not self.begun.done():
                self.begun.set_result(Head(*json.loads(payload)))
                self.notice()
        elif kind == END:
            self.over.set_result(None)
        elif kind == FAILURE:
            self.fail(revive(json.loads(payload)))
        self._wake()

    def fail(self, error: KgError) -> None:
        """End with an error, before the head or in the middle of the body."""
        if self.is_over:
            return
        self.over.set_result(None)
        self._error = error
        if not self.begun.done():
            self.begun.set_exception(error)
            self.begun.exception()  # nobody may be waiting any more
        self.notice()
        self._wake()

    def notice(self) -> None:
        """Let whoever waits for the first sign go on."""
        if not self.noticed.done():
            self.noticed.set_result(None)

    def whole(self) -> bytes | None:
        """Give the whole body if it is all here and nothing was taken of it yet; else None."""
        if not self.is_over or self._file is not None or self._error is not None:
            return None
        body = b"".join(self._pieces)
        self._pieces.clear()
        return body

    async def piece(self) -> bytes:
        """Wait for some more of the body; b"" at its end.

        Raises:
            KgError: The answer broke off.
        """
        while True:
            if self._pieces:
                piece = self._pieces.popleft()
                self._held -= len(piece)
                return piece
            if self._file is not None and self._file_read < self._file_written:
                return self._from_file(self._file)
            if self.is_over:
                self.close()
                if self._error is not None:
                    raise self._error
                return b""
            self._more = self.loop.create_future()
            await self._more

    def close(self) -> None:
        """Let go of what nobody will ask for."""
        self._pieces.clear()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _keep(self, piece: bytes) -> None:
        if self._file is None and self._held + len(piece) <= _IN_MEMORY:
            self._pieces.append(piece)
            self._held += len(piece)
            return
        # Once some of it is in the file all that comes later goes there too, so that the order holds.
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `close`
        self._file.seek(self._file_written)
        self._file_written += self._file.write(piece)

    def _from_file(self, file: IO[bytes]) -> bytes:
        file.seek(self._file_read)
        piece = file.read(_PIECE)
        self._file_read += len(piece)
        if self._file_read == self._file_written:
            file.close()
            self._file, self._file_read, self._file_written = None, 0, 0
        return piece

    def _wake(self) -> None:
        if self._more is not None and not self._more.done():
            self._more.set_result(None)
            self._more = None
