"""Sorting any number of statements by subject in bounded memory; each subject is given once.

Statements are given as pyoxigraph writes N-Triples, in chunks of any size. What fits in memory is sorted
there. What does not goes to temporary files in sorted runs, which are merged; each subject is laid out when
its run is written, so that laying out keeps pace with reading and little is left to do at the end.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from kg.rdf.line_sorter import LineSorter

RUN_BYTES = 12 << 20
"""How many bytes are sorted in memory at a time; about three times this is occupied meanwhile."""

END_OF_NAME = b"\x00"
"""Ends a graph's name before a subject; comes before all that a name may hold."""
# In a run's blocks, as in no line: control characters are escaped there.
_LINE_END = b"\x02"

Divert = Callable[[bytes, bytes], bool]
"""Takes a line that may hold a blank node, and its graph; says whether the line is not to be sorted."""
LayOut = Callable[[bytes, list[bytes]], bytes]
"""Makes a block of a subject (`<` and the IRI, after the graph's name if any) and its lines."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Some of the subjects, sorted.

    `blocks` has a line for each: the subject, \\x01, where its statements are, \\x03, its block. A subject
    ends before all that an IRI may hold, so that lines sort by it. `lines` holds the statements, which are
    read again only where a subject is in several runs: the run's number, where they begin, how long they are.
    """

    blocks: IO[bytes]
    lines: IO[bytes]


class SubjectSorter(LineSorter):
    """Takes N-Triples (`write`), gives blocks by subject (`blocks`).

    Args:
        divert: See `Divert`.
        lay_out: See `LayOut`.
        run_bytes: When to write a sorted run to a temporary file.
    """

    def __init__(self, divert: Divert, lay_out: LayOut, run_bytes: int) -> None:
        super().__init__(run_bytes)
        self._divert = divert
        self._lay_out = lay_out
        self._prefix = b""
        self._graph = b""
        self._runs: list[_Run] = []

    def begin(self, prefix: bytes, graph: bytes = b"") -> None:
        """Put `prefix` before the subjects of the lines that follow, which are of `graph`."""
        self._prefix = prefix
        self._graph = graph

    def _taken(self, lines: list[bytes], text: bytes) -> list[bytes]:
        if b"_:" in text:
            lines = [line for line in lines if b"_:" not in line or not self._divert(line, self._graph)]
        return [self._prefix + line for line in lines] if self._prefix else lines

    def _write_run(self) -> None:
        number = len(self._runs)
        records: list[bytes] = []
        ordered: list[bytes] = []
        place = 0
        groups = self._subjects()
        for subject in sorted(groups):
            lines = groups[subject]
            size = sum(map(len, lines))
            block = self._lay_out(subject, lines).replace(b"\n", _LINE_END)
            records.append(b"%b\x01%d %d %d\x03%b\n" % (subject, number, place, size, block))
            ordered += lines
            place += size
        run = _Run(self._file(), self._file())
        run.blocks.writelines(records)
        run.blocks.seek(0)
        run.lines.writelines(ordered)
        self._runs.append(run)

    def _subjects(self) -> dict[bytes, list[bytes]]:
        """Group the lines in memory by subject, which mostly come together already."""
        groups: dict[bytes, list[bytes]] = {}
        subject = beginning = b"\n"
        start = 0
        for index, line in enumerate(self._lines):
            if line.startswith(beginning):
                continue
            _add(groups, subject, self._lines[start:index])
            subject = line[: line.index(b"> ")]
            beginning = subject + b"> "
            start = index
        _add(groups, subject, self._lines[start:])
        del groups[b"\n"]
        return groups

    def blocks(self) -> Iterator[tuple[bytes, bytes]]:
        """Give each subject that came, with its prefix, and its block; sorted, each once."""
        if not self._runs:
            groups = self._subjects()
            for subject in sorted(groups):
                yield subject, self._lay_out(subject, groups[subject])
            return
        self._write_run()
        records = heapq.merge(*(run.blocks for run in self._runs))
        for subject, group in itertools.groupby(records, key=_subject_of):
            yield subject, self._joined(subject, list(group))

    def _joined(self, subject: bytes, records: list[bytes]) -> bytes:
        """Give the block of a subject; where it came in several runs, lay it out anew from all of them."""
        if len(records) == 1:
            return records[0].partition(b"\x03")[2][:-1].replace(_LINE_END, b"\n")
        lines: list[bytes] = []
        for record in records:
            number, place, size = map(int, record[len(subject) + 1 : record.index(b"\x03")].split())
            file = self._runs[number].lines
            file.seek(place)
            lines += file.read(size).splitlines(keepends=True)
        return self._lay_out(subject, lines)


def _add(groups: dict[bytes, list[bytes]], subject: bytes, lines: list[bytes]) -> None:
    if subject in groups:
        groups[subject] += lines
    else:
        groups[subject] = lines


def _subject_of(record: bytes) -> bytes:
    return record.partition(b"\x01")[0]
