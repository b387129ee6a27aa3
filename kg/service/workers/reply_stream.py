"""The answer of a worker as the service reads it: first the head, then the body in chunks.

A worker never waits for a client that reads slowly: what the client has not read yet is held here, a little
of it in memory and the rest in a temporary file.
"""

import asyncio
import json
import tempfile
from collections import deque
from typing import IO, NamedTuple

from kg.errors import KgError
from kg.service.workers.frames import DATA, END, FAILURE, HEAD, revive

_IN_MEMORY = 1 << 20
_CHUNK = 1 << 16


class Head(NamedTuple):
    """The beginning of an answer."""

    status: int
    content_type: str
    headers: list[list[str]]


class ReplyStream:
    """The answer to one request, while it arrives."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.begun: asyncio.Future[Head] = loop.create_future()
        """The head, or the error that came instead."""
        self.noticed: asyncio.Future[None] = loop.create_future()
        """Done when the head is there or the request has become a long one, whichever comes first."""
        self.over: asyncio.Future[None] = loop.create_future()
        """Done when the worker has sent everything."""
        self.loop = loop
        self._error: KgError | None = None
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._file: IO[bytes] | None = None
        self._file_read = self._file_written = 0
        self._more: asyncio.Future[None] | None = None

    @property
    def is_over(self) -> bool:
        """Whether the worker has sent everything."""
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
            self.begun.exception()  # perhaps nothing awaits it any more; asyncio would log that
        self.notice()
        self._wake()

    def notice(self) -> None:
        """Complete `noticed`, if it is not complete."""
        if not self.noticed.done():
            self.noticed.set_result(None)

    def whole(self) -> bytes | None:
        """Give the body if all of it has arrived and none was given out yet; else None."""
        if not self.is_over or self._file is not None or self._error is not None:
            return None
        body = b"".join(self._chunks)
        self._chunks.clear()
        return body

    async def chunk(self) -> bytes:
        """Wait for the next chunk of the body; b"" at its end.

        Raises:
            KgError: The answer broke off.
        """
        while True:
            if self._chunks:
                chunk = self._chunks.popleft()
                self._held -= len(chunk)
                return chunk
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
        """Drop what was not read."""
        self._chunks.clear()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _keep(self, chunk: bytes) -> None:
        if self._file is None and self._held + len(chunk) <= _IN_MEMORY:
            self._chunks.append(chunk)
            self._held += len(chunk)
            return
        # Once a chunk is in the file, all later ones go there too, so that the order is kept.
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `close`
        self._file.seek(self._file_written)
        self._file_written += self._file.write(chunk)

    def _from_file(self, file: IO[bytes]) -> bytes:
        file.seek(self._file_read)
        chunk = file.read(_CHUNK)
        self._file_read += len(chunk)
        if self._file_read == self._file_written:
            file.close()
            self._file, self._file_read, self._file_written = None, 0, 0
        return chunk

    def _wake(self) -> None:
        if self._more is not None and not self._more.done():
            self._more.set_result(None)
            self._more = None
