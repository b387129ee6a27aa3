"""Reading the bodies of requests, into memory or into files: decompressed, and within the limits."""

import asyncio
import os
import zlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from kg.errors import BadRequest
from kg.language import Text
from kg.service.respond import ClientGone, Receive
from kg.service.workers.limits import in_words

_SILENCE_S = 30.0
"""A client that sends nothing for so long has its request refused."""
_STEP = 1 << 18


async def read_body(receive: Receive, headers: Mapping[str, str], limit: int) -> bytes:
    """Read a body into memory.

    Raises:
        BadRequest: It is longer than `limit` bytes, compressed in a way that is not read here, or too slow.
        ClientGone: The client went away.
    """
    held = bytearray()
    async for chunk in chunks(receive, headers, limit):
        held += chunk
    return bytes(held)


async def into_file(
    receive: Receive, headers: Mapping[str, str], limit: int, folder: Path, suffix: str
) -> Path:
    """Read a body into a new file of a folder. Errors as in `read_body`; then no file is left."""
    descriptor, name = mkstemp(suffix=f".{suffix}", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            async for chunk in chunks(receive, headers, limit):
                file.write(chunk)
    except BaseException:
        path.unlink()
        raise
    return path


async def chunks(receive: Receive, headers: Mapping[str, str], limit: int) -> AsyncIterator[bytes]:
    """Give a body chunk by chunk, decompressed. Errors as in `read_body`."""
    _check_length(headers, limit)
    unpacker = _unpacker(headers.get("content-encoding", ""))
    left = limit
    async for sent in _messages(receive):
        for chunk in unpacker.unpack(sent) if unpacker else (sent,):
            left -= len(chunk)
            if left < 0:
                raise _too_long(limit)
            yield chunk
    if unpacker is not None and not unpacker.is_whole:
        raise BadRequest(
            status=400,
            problem=Text("the compressed body breaks off", "压缩的请求体不完整"),
            remedy=Text("send it whole", "请完整发送"),
        )


async def _messages(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        try:
            async with asyncio.timeout(_SILENCE_S):
                message = await receive()
        except TimeoutError as error:
            raise BadRequest(
                status=408,
                problem=Text(
                    f"nothing more came for {_SILENCE_S:g} s", f"{_SILENCE_S:g} 秒内没有收到后续数据"
                ),
                remedy=Text("send the body without a pause", "请连续发送请求体"),
            ) from error
        if message["type"] == "http.disconnect":
            raise ClientGone
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


class _Unpacker:
    """Unpacks gzip a little at a time, so that a bomb is found before it fills the memory."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(31)

    @property
    def is_whole(self) -> bool:
        return self._zlib.eof

    def unpack(self, data: bytes) -> Any:
        try:
            while data:
                chunk = self._zlib.decompress(data, _STEP)
                data = self._zlib.unconsumed_tail
                if self._zlib.eof and self._zlib.unused_data:
                    # Several members after one another are one body, as with `cat a.gz b.gz`.
                    data, self._zlib = self._zlib.unused_data, zlib.decompressobj(31)
                yield chunk
        except zlib.error as error:
            raise BadRequest(
                status=400,
                problem=Text("the body is not gzip as it says", "请求体并非所声明的 gzip"),
                remedy=Text("send it as it is", "请如实发送"),
            ) from error


def _unpacker(encoding: str) -> _Unpacker | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return _Unpacker()
    raise BadRequest(
        status=415,
        problem=Text(
            f"a body compressed with {encoding[:40]!r} is not read here",
            f"此处不接受用 {encoding[:40]!r} 压缩的请求体",
        ),
        remedy=Text("send it as gzip or as it is", "请用 gzip 或不压缩发送"),
    )


def _check_length(headers: Mapping[str, str], limit: int) -> None:
    length = headers.get("content-length", "0")
    if length.isdecimal() and (len(length) > 18 or int(length) > limit):
        raise _too_long(limit)


def _too_long(limit: int) -> BadRequest:
    return BadRequest(
        status=413,
        problem=Text(f"the body is longer than {in_words(limit)}", f"请求体超过 {in_words(limit)}"),
        remedy=Text(
            "send it in parts, or load it with `kg load` beside the store",
            "请分批发送，或在图库所在机器上用 `kg load` 装入",
        ),
    )
