"""Canonical labels for blank nodes, by RDFC-1.0, within a limit of time.

Telling blank nodes apart can take time without end, and in pyoxigraph memory too: a ring of ten thousand ends
the process. So all but the smallest cases are worked out in a process that can be stopped.

Source: https://www.w3.org/TR/rdf-canon/#dataset-poisoning
"""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from kg.errors import BadFile
from kg.language import Text

TIME_LIMIT_S = 15.0
# However they are joined, so few are told apart in milliseconds.
_ALWAYS_FEW = 6
_CHILD = """
import sys
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize
dataset = Dataset(parse(sys.stdin.buffer, RdfFormat.N_QUADS))
dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
serialize(dataset, sys.stdout.buffer, RdfFormat.N_QUADS)
"""


def blank_nodes(quad: Quad) -> Iterator[BlankNode]:
    """Give every blank node of a quad: in its triple, in a triple term, as its graph's name."""
    if isinstance(quad.graph_name, BlankNode):
        yield quad.graph_name
    yield from blank_nodes_in(quad.triple)


def blank_nodes_in(triple: Triple) -> Iterator[BlankNode]:
    """Give every blank node of a triple, and of the triple terms in it."""
    for term in (triple.subject, triple.object):
        if isinstance(term, BlankNode):
            yield term
        elif isinstance(term, Triple):
            yield from blank_nodes_in(term)


def label(quads: list[Quad], wanted: Iterable[BlankNode]) -> list[Quad]:
    """Give the quads, with canonical labels for the wanted blank nodes and all that are tied to them.

    Labels depend on nothing else, so that a change elsewhere in the graph leaves them as they are.

    Raises:
        BadFile: They are too alike to be told apart within `TIME_LIMIT_S`.
    """
    tied, others = _parted(quads, wanted)
    nodes = {node for quad in tied for node in blank_nodes(quad)}
    return (_relabelled(tied) if len(nodes) <= _ALWAYS_FEW else _in_a_process(tied, len(nodes))) + others


def _relabelled(quads: list[Quad]) -> list[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)


def _in_a_process(quads: list[Quad], count: int) -> list[Quad]:
    content = serialize(quads, format=RdfFormat.N_QUADS) or b""
    command = [sys.executable, "-I", "-c", _CHILD]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=TIME_LIMIT_S, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise BadFile(
            where=Text("blank nodes", "空白节点"),
            why=Text(f"{count} of them are too alike to be told apart", f"其中 {count} 个过于相似，无法区分"),
            remedy=Text(
                "give them IRIs, or export N-Triples, which needs no order",
                "请为其指定 IRI，或导出不要求次序的 N-Triples",
            ),
        ) from error
    return list(parse(done.stdout, RdfFormat.N_QUADS))


def _parted(quads: list[Quad], wanted: Iterable[BlankNode]) -> tuple[list[Quad], list[Quad]]:
    """Part the quads into those tied to the wanted nodes, through whatever blank nodes, and the others."""
    places: dict[BlankNode, list[int]] = defaultdict(list)
    for place, quad in enumerate(quads):
        for node in blank_nodes(quad):
            places[node].append(place)
    tied: set[int] = set()
    seen = set(wanted)
    waiting = list(seen)
    while waiting:
        for place in places[waiting.pop()]:
            if place not in tied:
                tied.add(place)
                fresh = set(blank_nodes(quads[place])) - seen
                seen |= fresh
                waiting += fresh
    return (
        [quad for place, quad in enumerate(quads) if place in tied],
        [quad for place, quad in enumerate(quads) if place not in tied],
    )
