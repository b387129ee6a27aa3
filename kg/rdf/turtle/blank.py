"""Blank nodes in canonical Turtle: nested where that says everything, else labelled by RDFC-1.0.

A blank node that is the object of exactly one statement is written in its place, as `[ … ]` or, when it
begins a well-formed list, as `( … )`; one that nothing points at is written as `[]`. Neither needs a label,
so neither changes when the rest of the graph does. Only what is shared, goes round in a circle, names a graph
or lies very deep keeps a label, and that label is canonical (https://www.w3.org/TR/rdf-canon/).

The statements about blank nodes are held in memory. Our own data has none but in lists.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from kg.rdf.turtle.blocks import Layout
from kg.rdf.turtle.canonical import blank_nodes_in, label
from kg.rdf.vocab import term

_FIRST = term("rdf:first")
_REST = term("rdf:rest")
_NIL = term("rdf:nil")
_HAS_BLANK = re.compile(rb"_:|<[^>]*> <[^>]*> (?:_:|<<\()")
# Deeper than this a label is easier to read than brackets, and no input can exhaust the stack.
_DEEPEST = 24
_LONGEST_LINE = 80


class BlankNodes:
    """Keeps the statements with blank nodes, and writes them once all have arrived (`settle`)."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []
        self._is_settled = False
        self._shape = _Shape([])

    def divert(self, line: bytes, graph: bytes) -> bool:
        """Keep an N-Triples line if it has a blank node, and say whether it was kept."""
        if self._is_settled or not _HAS_BLANK.match(line):
            return False
        self.keep(line, graph)
        return True

    def keep(self, line: bytes, graph: bytes) -> None:
        """Keep an N-Triples line of `graph` (as N-Quads writes it; nothing for the default graph)."""
        self._kept.append(line[:-2] + graph + b" .\n" if graph else line)

    def settle(self) -> Iterator[tuple[bytes, bytes]]:
        """Decide how each blank node is written; give the statements about IRIs, with their graph.

        Raises:
            BadFile: Some are too alike to be told apart.
        """
        content = b"".join(dict.fromkeys(self._kept))
        quads = list(parse(content, RdfFormat.N_QUADS, rename_blank_nodes=True))
        self._kept = []
        self._is_settled = True
        self._shape = _Shape(quads)
        if self._shape.labelled:
            self._shape = _Shape(label(quads, self._shape.labelled))
        for quad in self._shape.quads:
            if not isinstance(quad.subject, BlankNode):
                yield graph_key(quad), f"{quad.triple} .\n".encode()

    def graphs(self) -> set[bytes]:
        """Name the graphs in which a blank node begins a block of its own."""
        return set(self._shape.roots)

    def blocks(self, graph: bytes, layout: Layout) -> Iterator[bytes]:
        """Give the blocks of a graph that begin with a blank node: labelled ones first, each kind sorted."""
        written = []
        for node in self._shape.roots.get(graph, ()):
            head = str(node).encode() if node in self._shape.labelled else b"[]"
            quads = (quad for quad in self._shape.about[node] if graph_key(quad) == graph)
            written.append((head == b"[]", head + self._statements(quads, layout) + b"\n.\n"))
        for _, block in sorted(written):
            yield block

    def write(self, thing: bytes, layout: Layout) -> bytes:
        """Write a blank node, or a triple term, as an object."""
        node = BlankNode(thing[2:].decode()) if thing.startswith(b"_:") else None
        if node is None or node in self._shape.labelled:
            return thing
        if node in self._shape.cells:
            return self._list(node, layout)
        statements = self._statements(self._shape.about[node], layout)
        if statements.count(b"\n") == 1 and len(statements.decode()) <= _LONGEST_LINE:
            return b"[ " + statements.strip().removesuffix(b" ;") + b" ]"
        return b"[" + statements + b"\n]" if statements else b"[]"

    def _statements(self, quads: Iterable[Quad], layout: Layout) -> bytes:
        said: dict[bytes, list[bytes]] = defaultdict(list)
        for quad in quads:
            said[quad.predicate.value.encode()].append(str(quad.object).encode())
        return layout.statements(said)

    def _list(self, head: BlankNode, layout: Layout) -> bytes:
        texts: list[bytes] = []
        cell: object = head
        while isinstance(cell, BlankNode):
            first, rest = sorted(self._shape.about[cell], key=lambda quad: quad.predicate.value)
            texts.append(layout.object(str(first.object).encode()))
            cell = rest.object
        line = b"( " + b" ".join(texts) + b" )"
        if len(line.decode()) <= _LONGEST_LINE and b"\n" not in line:
            return line
        return b"(\n    " + b"\n    ".join(texts) + b"\n)"


def graph_key(quad: Quad) -> bytes:
    """Give the name of a quad's graph as N-Quads writes it; nothing for the default graph."""
    name = quad.graph_name
    return str(name).encode() if isinstance(name, NamedNode | BlankNode) else b""


class _Shape:
    """Which blank nodes of some quads are nested, listed, labelled, and which begin a block."""

    def __init__(self, quads: list[Quad]) -> None:
        self.quads = quads
        self.about: dict[BlankNode, list[Quad]] = defaultdict(list)
        self._uses: dict[BlankNode, list[Quad]] = defaultdict(list)
        self._graphs: dict[BlankNode, set[bytes]] = defaultdict(set)
        self.labelled: set[BlankNode] = set()
        for quad in quads:
            self._take(quad)
        self.labelled |= {node for node, uses in self._uses.items() if len(uses) > 1}
        self.labelled |= {node for node, graphs in self._graphs.items() if len(graphs) > 1}
        self.cells = self._list_cells()
        self._label_what_cannot_nest()
        self.roots: dict[bytes, list[BlankNode]] = defaultdict(list)
        for node in self.about:
            if node in self.labelled or node not in self._uses:
                for graph in {graph_key(quad) for quad in self.about[node]}:
                    self.roots[graph].append(node)

    def _take(self, quad: Quad) -> None:
        graph = graph_key(quad)
        if isinstance(quad.subject, BlankNode):
            self.about[quad.subject].append(quad)
            self._graphs[quad.subject].add(graph)
        if isinstance(quad.object, BlankNode):
            self._uses[quad.object].append(quad)
            self._graphs[quad.object].add(graph)
        if isinstance(quad.graph_name, BlankNode):
            self.labelled.add(quad.graph_name)
        if isinstance(quad.object, Triple):
            self.labelled.update(blank_nodes_in(quad.object))

    def _nests(self, node: BlankNode) -> bool:
        return node in self._uses and node not in self.labelled

    def _list_cells(self) -> set[BlankNode]:
        """Find the cells of lists that end in rdf:nil, from their ends backwards."""
        cells: set[BlankNode] = set()
        ends = [node for node in self.about if self._rest_of(node) == _NIL]
        for end in ends:
            node = end
            while self._nests(node) and self._rest_of(node) is not None and node not in cells:
                cells.add(node)
                use = self._uses[node][0]
                if use.predicate != _REST or not isinstance(use.subject, BlankNode):
                    break
                node = use.subject
        return cells

    def _rest_of(self, node: BlankNode) -> object:
        """Give what follows a list cell; None for what is not shaped like one."""
        about = {quad.predicate: quad.object for quad in self.about[node]}
        return about[_REST] if len(self.about[node]) == 2 and about.keys() == {_FIRST, _REST} else None

    def _label_what_cannot_nest(self) -> None:
        reached: set[BlankNode] = set()
        starts = [node for node in self.about if not self._nests(node)]
        starts += [node for node, uses in self._uses.items() if not isinstance(uses[0].subject, BlankNode)]
        deep = [(node, 1) for node in starts]
        while deep:
            node, depth = deep.pop()
            reached.add(node)
            if depth > _DEEPEST and node not in self.cells:
                self.labelled.add(node)
                depth = 1
            for quad in self.about.get(node, ()):
                child = quad.object
                if isinstance(child, BlankNode) and self._nests(child) and child not in reached:
                    in_list = child in self.cells and quad.predicate == _REST
                    deep.append((child, depth if in_list else depth + 1))
        self.labelled |= (self.about.keys() | self._uses.keys()) - reached
