"""What two external sorts share, of N-Triples and of Turtle: lines sorted in bounded memory."""

import tempfile
from abc import abstractmethod
from contextlib import ExitStack
from typing import IO, Self


class LineSorter:
    """Takes lines in chunks of any size, as a file does (`write`); to be used in a `with`.

    What fits in memory stays there. What does not goes to temporary files in sorted runs, which a sorter
    merges in the end; how a run is written, and what comes of it, each sorter says itself.

    Args:
        run_bytes: When to write a sorted run to a temporary file.
    """

    def __init__(self, run_bytes: int) -> None:
        self._run_bytes = run_bytes
        self._unfinished = b""
        self._lines: list[bytes] = []
        self._size = 0
        self._files = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def write(self, chunk: bytes) -> int:
        """Take a chunk, which may end in the middle of a line."""
        end = chunk.rfind(b"\n") + 1
        if end:
            self.add(self._unfinished + chunk[:end])
            self._unfinished = chunk[end:]
        else:
            self._unfinished += chunk
        return len(chunk)

    def flush(self) -> None:
        """Do nothing: a chunk is held until its last line is whole."""

    def add(self, text: bytes) -> None:
        """Take whole lines."""
        self._lines += self._taken(text.splitlines(keepends=True), text)
        self._size += len(text)
        if self._size > self._run_bytes:
            self._write_run()
            self._lines, self._size = [], 0

    def _taken(self, lines: list[bytes], text: bytes) -> list[bytes]:
        """Give those of the lines of a text that are to be sorted, as they are to be sorted."""
        return lines

    @abstractmethod
    def _write_run(self) -> None:
        """Write the lines in memory to a temporary file, sorted."""

    def _file(self) -> IO[bytes]:
        """Open a temporary file that is closed with the sorter."""
        file = tempfile.TemporaryFile(prefix="kg-sort-")  # noqa: SIM115 - closed by __exit__
        return self._files.enter_context(file)
