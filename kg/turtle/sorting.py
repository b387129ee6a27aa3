"""Sorts any number of N-Triples lines in bounded memory.

Lines come in as pyoxigraph writes them, in pieces of any size, and go out sorted, without their line ends.
Small inputs never touch the disk; large ones are sorted in runs that are merged.
"""

import heapq
import tempfile
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import IO

RUN_BYTES = 24 << 20
"""How many bytes are sorted in memory at a time; about 2.5 times this is what a run occupies."""

GAP = b"\x01"
"""Stands for `> ` before `<` in a sorted line.

In N-Triples `<…/suzhou-anhui>` sorts before `<…/suzhou>`, as `-` comes before `>`. With the gap, which comes
before every character that an IRI may hold, lines sort by the IRIs themselves. pyoxigraph escapes control
characters, so a gap never stands for itself; inside a literal it is put back by `restore`.
"""

Divert = Callable[[bytes, bytes], bool]
"""Is told each line that may hold a blank node, and its graph; says whether it keeps the line for itself."""


def restore(text: bytes) -> bytes:
    """Put back what the gap stands for."""
    return text.replace(GAP, b"> ") if GAP in text else text


class LineSorter:
    """Takes N-Triples in pieces (`write`), gives sorted lines (`lines`); to be used in a `with`.

    Args:
        divert: See `Divert`.
        run_bytes: When to spill a sorted run to a temporary file.
    """

    def __init__(self, divert: Divert, run_bytes: int = RUN_BYTES) -> None:
        self._prefix = b""
        self._graph = b""
        self._divert = divert
        self._run_bytes = run_bytes
        self._rest = b""
        self._lines: list[bytes] = []
        self._size = 0
        self._runs: list[IO[bytes]] = []

    def __enter__(self) -> "LineSorter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for run in self._runs:
            run.close()

    def begin(self, prefix: bytes, graph: bytes = b"") -> None:
        """Put `prefix` before the lines that follow, which are of `graph`."""
        self._prefix = prefix
        self._graph = graph

    def write(self, piece: bytes) -> int:
        """Take a piece of N-Triples; it may end in the middle of a line."""
        whole, newline, rest = piece.rpartition(b"\n")
        if newline:
            self.add(self._rest + whole)
            self._rest = rest
        else:
            self._rest += rest
        return len(piece)

    def flush(self) -> None:
        """Do nothing: a piece is kept until its line is whole."""

    def add(self, text: bytes) -> None:
        """Take whole lines, without the last line end."""
        lines = text.replace(b"> <", GAP + b"<").split(b"\n")
        if b"_:" in text:
            lines = [line for line in lines if b"_:" not in line or not self._diverts(line)]
        if self._prefix:
            lines = [self._prefix + line for line in lines]
        self._lines += lines
        self._size += len(text)
        if self._size > self._run_bytes:
            self._spill()

    def _diverts(self, line: bytes) -> bool:
        return self._divert(restore(line), self._graph)

    def _spill(self) -> None:
        self._lines.sort()
        run = tempfile.TemporaryFile(prefix="kg-sort-")  # noqa: SIM115 - closed by __exit__
        run.writelines(line + b"\n" for line in self._lines)
        run.seek(0)
        self._runs.append(run)
        self._lines = []
        self._size = 0

    def lines(self) -> Iterator[bytes]:
        """Give every line that was taken, sorted, each once."""
        self._lines.sort()
        runs = [(line[:-1] for line in run) for run in self._runs]
        merged = heapq.merge(*runs, self._lines) if runs else self._lines
        last = None
        for line in merged:
            if line != last:
                yield line
                last = line
