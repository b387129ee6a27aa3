"""Sending files to an endpoint: read whole and checked first, then sent straight from the disk.

A file of triples goes to the graph store in one request. What names its own graphs goes graph by graph, some
hundred thousand quads at a time, those with blank nodes of a graph together. Where there is no graph store,
all goes as updates.
"""

import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError, StoreError
from kg.language import Text
from kg.rdf.loading import Progress, read_files
from kg.store.protocol import GraphName
from kg.store.remote import patterns
from kg.store.remote.dialects import Dialect
from kg.store.remote.endpoint import Endpoint

Add = Callable[[Iterable[ox.Quad]], None]
"""Adds quads by updates."""

_HELD_AT_ONCE = 200_000


def load_files(
    endpoint: Endpoint,
    dialect: Dialect,
    add: Add,
    files: Sequence[str | os.PathLike[str]],
    *,
    graph: ox.NamedNode | None = None,
    base: str | None = None,
    progress: Progress | None = None,
) -> None:
    """Load RDF files into an endpoint.

    Args:
        endpoint: Where they go.
        dialect: What is particular about its engine.
        add: Takes the quads where the endpoint has no graph store.
        files: As the other arguments, those of `kg.rdf.loading.load_files`.

    Raises:
        BadFile: One cannot be read, is of an unknown kind, or is malformed; nothing was sent.
        StoreError: The endpoint refused; the error says what was sent before.
    """
    with tempfile.TemporaryDirectory(prefix="suanli-") as folder:
        temporary = Path(folder)
        written = [
            _written(quads, temporary / f"{number}.nq")
            for number, quads in enumerate(read_files(files, graph=graph, base=base, progress=progress))
        ]
        for number, (path, graphs) in enumerate(written):
            try:
                _send(endpoint, dialect, add, path, graphs, temporary / "part.nt")
            except KgError as error:
                raise _partly_sent(error, [str(name) for name in files[:number]]) from error


def _written(quads: Iterable[ox.Quad], path: Path) -> tuple[Path, set[GraphName]]:
    """Write what a file says as N-Quads, all of it; give the graphs that it speaks of, up to two."""
    graphs: set[GraphName] = set()

    def noting_graphs() -> Iterator[ox.Quad]:
        for quad in quads:
            if len(graphs) < 2:
                graphs.add(quad.graph_name)
            yield quad

    with path.open("wb") as file:
        ox.serialize(noting_graphs(), file, ox.RdfFormat.N_QUADS)
    return path, graphs


def _send(
    endpoint: Endpoint, dialect: Dialect, add: Add, path: Path, graphs: set[GraphName], part: Path
) -> None:
    if endpoint.addresses.graph_store is None:
        add(_quads(path))
    elif len(graphs) == 1:
        put_graph(endpoint, dialect, (quad.triple for quad in _quads(path)), next(iter(graphs)), part)
    else:
        for graph, triples in _by_graph(_quads(path)):
            put_graph(endpoint, dialect, triples, graph, part)


def put_graph(
    endpoint: Endpoint,
    dialect: Dialect,
    triples: Iterable[ox.Triple],
    graph: GraphName,
    part: Path,
    *,
    replace: bool = False,
) -> None:
    """Send triples to a graph in one request to the graph store, by way of the file `part`."""
    with part.open("wb") as file:
        ox.serialize(triples, file, ox.RdfFormat.N_TRIPLES)
    name = patterns.engine_graph(dialect, graph)
    endpoint.put(part, name.value if name else None, replace=replace)


def _quads(path: Path) -> Iterator[ox.Quad]:
    return iter(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))


def _by_graph(quads: Iterator[ox.Quad]) -> Iterator[tuple[GraphName, list[ox.Triple]]]:
    plain: dict[GraphName, list[ox.Triple]] = defaultdict(list)
    blank: dict[GraphName, list[ox.Triple]] = defaultdict(list)
    count = 0
    for quad in quads:
        has_blank = patterns.has_blank_node(quad)
        (blank if has_blank else plain)[quad.graph_name].append(quad.triple)
        count += not has_blank
        if count >= _HELD_AT_ONCE:
            yield from plain.items()
            plain.clear()
            count = 0
    yield from plain.items()
    yield from blank.items()


def _partly_sent(error: KgError, sent: list[str]) -> KgError:
    if not sent:
        return error
    return StoreError(
        problem=error.text(),
        remedy=Text(
            f"{', '.join(sent)} was loaded before it; load the rest again",
            f"此前 {'、'.join(sent)} 已装入；请重新装入其余文件",
        ),
    )
