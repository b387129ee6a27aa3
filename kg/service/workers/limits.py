"""How much time and memory a request may take, and how many requests there may be at a time."""

import os
from dataclasses import dataclass

_CORES = os.cpu_count() or 1

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds the work of the service; see docs/service.md."""

    time_s: float = 60.0
    """A request that reads is stopped after so many seconds of work."""
    write_time_s: float = 600.0
    """And one that writes after so many."""
    memory: int = 2048 * MEBIBYTE
    """Bytes of memory that a worker may come to hold."""
    answer: int = 1024 * MEBIBYTE
    """Bytes of an answer, before it is compressed."""
    body: int = 1024 * MEBIBYTE
    """Bytes of a request's body, once it is decompressed."""
    waiting: int = 1000
    """Requests that may wait for a worker; more are turned away."""
    wait_s: float = 30.0
    """Seconds that a request may wait for a worker."""
    processes: int = max(2, _CORES)
    """Processes that hold connections and answer short queries on the spot."""
    ready: int = 2 * max(2, _CORES)
    """Workers that stand ready for new requests."""
    long: int = 12 * max(2, _CORES)
    """Long requests that may run at a time, besides; one more is turned away."""
    long_after_s: float = 0.15
    """After so many seconds of processor time, or four times as many of mere waiting, a request is long: from
    then on it yields to others, and another worker is started in its place."""


def in_words(size: int) -> str:
    """Give a number of bytes with a unit.

    >>> in_words(3 << 30), in_words(1 << 20), in_words(100)
    ('3 GiB', '1 MiB', '100 B')
    """
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:.4g} {name}"
    return f"{size} B"
