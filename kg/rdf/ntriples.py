"""Writing N-Triples and N-Quads, a statement a line, sorted as `LC_ALL=C sort -u` sorts them.

Source: https://www.w3.org/TR/n-quads/#canonical-quads (the form of a line; labels of blank nodes are kept).
"""

import heapq
import itertools
from collections.abc import Iterable, Iterator
from typing import IO, cast

from pyoxigraph import Quad, RdfFormat, Store, serialize

from kg.rdf.line_sorter import LineSorter
from kg.rdf.turtle.writing import GraphName

RUN_BYTES = 16 << 20
"""How many bytes are sorted in memory at a time; about three times this is occupied meanwhile."""

_AT_ONCE = 1000
"""How many lines are written at a time."""


def write_ntriples(quads: Iterable[Quad], out: IO[bytes], *, run_bytes: int = RUN_BYTES) -> None:
    """Write triples as sorted N-Triples; of quads, the graph is left out.

    Args:
        quads: In any order, repetitions allowed.
        out: A binary stream; nothing but its `write` is called.
        run_bytes: How much is sorted in memory at a time.
    """
    with _Sorter(run_bytes) as sorter:
        serialize((quad.triple for quad in quads), cast(IO[bytes], sorter), RdfFormat.N_TRIPLES)
        sorter.write_to(out)


def write_store_ntriples(
    store: Store, out: IO[bytes], graph: GraphName, *, run_bytes: int = RUN_BYTES
) -> None:
    """Write one graph of a store as sorted N-Triples; no triple becomes a Python object."""
    with _Sorter(run_bytes) as sorter:
        store.dump(cast(IO[bytes], sorter), RdfFormat.N_TRIPLES, from_graph=graph)
        sorter.write_to(out)


def write_nquads(quads: Iterable[Quad], out: IO[bytes], *, run_bytes: int = RUN_BYTES) -> None:
    """Write quads as sorted N-Quads; arguments as for `write_ntriples`."""
    with _Sorter(run_bytes) as sorter:
        serialize(quads, cast(IO[bytes], sorter), RdfFormat.N_QUADS)
        sorter.write_to(out)


class _Sorter(LineSorter):
    """Gives the lines sorted, each once."""

    def __init__(self, run_bytes: int) -> None:
        super().__init__(run_bytes)
        self._runs: list[IO[bytes]] = []

    def _write_run(self) -> None:
        run = self._file()
        run.writelines(sorted(self._lines))
        run.seek(0)
        self._runs.append(run)

    def write_to(self, out: IO[bytes]) -> None:
        """Write the sorted lines, many at a time; `out` need have no more than `write`."""
        lines = self._sorted()
        while chunk := b"".join(itertools.islice(lines, _AT_ONCE)):
            out.write(chunk)

    def _sorted(self) -> Iterator[bytes]:
        return (line for line, _ in itertools.groupby(heapq.merge(*self._runs, sorted(self._lines))))
