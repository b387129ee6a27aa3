"""The protocol between the service and a worker: frames of a kind, a length, and so many bytes.

A request is one frame of JSON. An answer is a head (JSON: status, media type, headers), any number of chunks
of the body and an end; or a failure (JSON: the class of the error and its values) in place of any of these.
Before the first answer a worker says that it is ready.
"""

import json
import struct
from collections.abc import Iterator
from typing import Any

from kg import errors
from kg.errors import KgError

REQUEST, READY, HEAD, DATA, END, FAILURE = b"Q", b"R", b"H", b"D", b"E", b"X"

_HEADER = struct.Struct("!cI")


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Give the bytes of one frame."""
    return _HEADER.pack(kind, len(payload)) + payload


def json_frame(kind: bytes, value: object) -> bytes:
    """Give the bytes of a frame that holds JSON."""
    return frame(kind, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


class FrameReader:
    """Finds the frames in bytes that arrive in chunks of any size."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Take a chunk; give the frames that are complete now, as pairs of kind and payload.

        >>> [(kind, payload) for kind, payload in FrameReader().feed(frame(DATA, b"abc") + b"E")]
        [(b'D', b'abc')]
        """
        held = self._held
        held += data
        start = 0
        while len(held) - start >= _HEADER.size:
            kind, length = _HEADER.unpack_from(held, start)
            end = start + _HEADER.size + length
            if len(held) < end:
                break
            yield kind, bytes(held[start + _HEADER.size : end])
            start = end
        del held[:start]


def failure(error: KgError) -> dict[str, Any]:
    """Give an error as JSON that `revive` makes an error of again."""
    return {"class": type(error).__name__, "values": {name: _plain(v) for name, v in error.values.items()}}


def revive(described: dict[str, Any]) -> KgError:
    """Make an error again out of what `failure` gave."""
    kind = getattr(errors, described["class"], KgError)
    revived: KgError = kind(**described["values"])
    return revived


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(name): str(text) for name, text in value.items()}
    return value if isinstance(value, int | float | bool) else str(value)
