"""Writes canonical Turtle and TriG: the same bytes for the same graph, whoever writes it, wherever.

The order of what is given does not show. Prefixes are those that are used, sorted; subjects come by the code
points of their IRI, then what begins with a blank node; `blocks` says how one subject is laid out.
"""

import itertools
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from kg.turtle.blank import BlankNodes, graph_key
from kg.turtle.blocks import Layout
from kg.turtle.sorting import LineSorter
from kg.turtle.terms import Names, escape_unseen
from kg.vocab import PREFIXES

GraphName = NamedNode | BlankNode | DefaultGraph
_BATCH = 4096
_PIECE_BYTES = 1 << 20
_KEPT_IN_MEMORY = 8 << 20
# After a graph's name in a sorted line; comes before all that a name may hold.
_END_OF_NAME = b"\x00"


def write_turtle(
    triples: Iterable[Triple | Quad], out: IO[bytes], prefixes: Mapping[str, str] = PREFIXES
) -> None:
    """Write triples as canonical Turtle; of quads, the graph is left out.

    Lexical forms are written as they are given. Memory is bounded whatever the number of triples,
    but for statements about blank nodes.

    Args:
        triples: In any order, repetitions allowed.
        out: A binary stream; UTF-8 is written.
        prefixes: Prefix to namespace; only those that are used are declared.
    """
    blank = BlankNodes()
    with LineSorter(blank.divert) as sorter:
        _feed(triples, sorter)
        _write(sorter, blank, out, prefixes)


def write_trig(quads: Iterable[Quad], out: IO[bytes], prefixes: Mapping[str, str] = PREFIXES) -> None:
    """Write quads as canonical TriG: the default graph first, then named graphs by name.

    Args:
        quads: In any order, repetitions allowed.
        out: A binary stream; UTF-8 is written.
        prefixes: Prefix to namespace; only those that are used are declared.
    """
    blank = BlankNodes()
    iterator = iter(quads)
    with LineSorter(blank.divert) as sorter:
        while batch := sorted(itertools.islice(iterator, _BATCH), key=graph_key):
            for graph, part in itertools.groupby(batch, key=graph_key):
                _feed_graph(graph, part, sorter, blank)
        _write(sorter, blank, out, prefixes, in_graphs=True)


def write_store(
    store: Store,
    out: IO[bytes],
    graph: GraphName | None = None,
    prefixes: Mapping[str, str] = PREFIXES,
) -> None:
    """Write one graph of a store as canonical Turtle, the default graph unless told otherwise.

    The same bytes as `write_turtle` of the same triples, in less time: no triple becomes a Python object.
    """
    blank = BlankNodes()
    with LineSorter(blank.divert) as sorter:
        store.dump(cast(IO[bytes], sorter), RdfFormat.N_TRIPLES, from_graph=graph or DefaultGraph())
        _write(sorter, blank, out, prefixes)


# To pyoxigraph the sorter is a file: it has `write` and `flush`, all that is called.
def _feed(triples: Iterable[Triple | Quad], sorter: LineSorter) -> None:
    bare = (each.triple if isinstance(each, Quad) else each for each in triples)
    serialize(bare, cast(IO[bytes], sorter), RdfFormat.N_TRIPLES)


def _feed_graph(graph: bytes, quads: Iterable[Quad], sorter: LineSorter, blank: BlankNodes) -> None:
    if graph.startswith(b"_:"):
        for quad in quads:
            blank.keep(f"{quad.triple} .".encode(), graph)
        return
    sorter.begin(graph + _END_OF_NAME, graph)
    _feed(quads, sorter)


def _write(
    sorter: LineSorter,
    blank: BlankNodes,
    out: IO[bytes],
    prefixes: Mapping[str, str],
    in_graphs: bool = False,
) -> None:
    names = Names(prefixes)
    layout = Layout(names, lambda thing: blank.write(thing, layout))
    statements = blank.settle()
    for graph, line in statements:
        sorter.begin(graph + _END_OF_NAME if in_graphs else b"")
        sorter.add(line)
    if in_graphs:
        _name_graphs(blank.graphs(), sorter)
        pieces = _trig(sorter.lines(), blank, names, layout)
    else:
        pieces = _apart(itertools.chain(layout.blocks(sorter.lines()), blank.blocks(b"", layout)))
    # Which prefixes are used is known at the end, and stands at the beginning.
    with tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY, prefix="kg-turtle-") as body:
        for piece in _gathered(pieces):
            body.write(escape_unseen(piece))
        header = names.header()
        out.write(header + b"\n" if header else b"")
        body.seek(0)
        shutil.copyfileobj(body, out, _PIECE_BYTES)


def _name_graphs(graphs: Iterable[bytes], sorter: LineSorter) -> None:
    """Let an empty line stand for each graph, so that one that has blank nodes only is not passed over."""
    for graph in graphs:
        sorter.begin(graph + _END_OF_NAME)
        sorter.add(b"")


def _trig(lines: Iterator[bytes], blank: BlankNodes, names: Names, layout: Layout) -> Iterator[bytes]:
    separator = b""
    for graph, group in itertools.groupby(lines, key=_graph_of):
        triples = (line for each in group if (line := each.partition(_END_OF_NAME)[2]))
        blocks = _apart(itertools.chain(layout.blocks(triples), blank.blocks(graph, layout)))
        if graph:
            yield separator + (names.iri(graph[1:-1]) if graph.startswith(b"<") else graph) + b" {\n"
            for block in blocks:
                yield _moved(block)
            yield b"}\n"
        else:
            yield from blocks
        separator = b"\n"


def _graph_of(line: bytes) -> bytes:
    return line.partition(_END_OF_NAME)[0]


def _moved(block: bytes) -> bytes:
    """Move every line of a block that is not empty one step to the right."""
    lines = block.split(b"\n")
    return b"\n".join(b"    " + line if line else line for line in lines)


def _apart(blocks: Iterable[bytes]) -> Iterator[bytes]:
    separator = b""
    for block in blocks:
        yield separator + block
        separator = b"\n"


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join small pieces to some that are worth a system call."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > _PIECE_BYTES:
            yield b"".join(held)
            held.clear()
            size = 0
    yield b"".join(held)
