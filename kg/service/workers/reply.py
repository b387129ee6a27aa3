"""What a job gives: the parts of an HTTP response, its body as bytes or as a function that writes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Sink(Protocol):
    """What a body is written to."""

    def write(self, data: bytes, /) -> int:
        """Take a part of the body."""

    def flush(self) -> None:
        """Send what was taken."""


Body = bytes | Callable[[Sink], None]


@dataclass(frozen=True, slots=True)
class Reply:
    """A response: a status, a media type, further headers, and a body.

    A body that is a function writes itself into a sink as it is made, so that a million rows are never in
    memory; it is called once.
    """

    body: Body = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
