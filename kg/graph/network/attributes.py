"""The nodes and edges of a networkx graph as rows with typed columns, fit for XML.

One type for each attribute: where all its values share one it is that; whole and broken numbers together are
broken numbers; anything else together is text. Several values are joined by " | ", and what XML cannot hold
becomes U+FFFD. Left out are None, empty texts, and what has parts of its own (a picture's details).

What has labels in Chinese and English and no `label` gets one of both for Gephi and yEd: 杭州 · Hangzhou.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.rdf.iris import local_name, shorten
from kg.rdf.xml import legible

if TYPE_CHECKING:
    import networkx

Value = bool | int | float | str

_LARGEST = 2**63
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
# What networkx calls its own arguments, or reads from somewhere else; an attribute so called gets a `_`.
_RESERVED = {"id", "key", "self", "node_for_adding", "u_for_edge", "v_for_edge", "networkx_key"}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_BETWEEN = " | "


@dataclass(frozen=True, slots=True)
class Column:
    """An attribute: its id in the file, its name, and its type as GraphML and GEXF call it."""

    id: str
    name: str
    type: str

    def write(self, value: Value) -> str:
        """Write a value of this column."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if self.type == "double" or isinstance(value, float):
            number = float(value)
            return repr(number) if math.isfinite(number) else _ENDLESS[str(number)]
        return str(value)


_ENDLESS = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


@dataclass(frozen=True, slots=True)
class Row:
    """A node, or an edge with its ends."""

    id: str
    values: Mapping[str, Value]
    source: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """All nodes, or all edges."""

    scope: str
    columns: Mapping[str, Column]
    rows: list[Row]


def tables(graph: "networkx.Graph[Any]") -> tuple[Table, Table]:
    """Give the nodes and the edges of a graph of any kind.

    A node's id is its IRI, or its text; two nodes with one text are told apart by a number.
    """
    ids = _ids(graph.nodes)
    nodes = [Row(ids[node], _values(data)) for node, data in graph.nodes(data=True)]
    edges = [
        Row(f"e{i}", _values(data), ids[source], ids[target])
        for i, (source, target, data) in enumerate(graph.edges(data=True))
    ]
    return Table("node", _columns(nodes, "n"), nodes), Table("edge", _columns(edges, "a"), edges)


def _ids(nodes: Iterable[Any]) -> dict[Any, str]:
    """Give each node a text of its own that XML can hold."""
    ids: dict[Any, str] = {}
    taken: set[str] = set()
    for node in nodes:
        wanted = legible(node.value if isinstance(node, NamedNode) else str(node)) or "_"
        name, count = wanted, 1
        while name in taken:
            count += 1
            name = f"{wanted}#{count}"
        ids[node] = name
        taken.add(name)
    return ids


def _values(data: Mapping[Any, Any]) -> dict[str, Value]:
    """Give attributes as plain values, less those that say nothing."""
    values: dict[str, Value] = {}
    for key, given in data.items():
        value = _plain(given)
        if value is None or value == "":
            continue
        name = legible(str(key)) or "_"
        while name in _RESERVED or name in values:
            name += "_"
        values[name] = value
    labels = [str(values[name]) for name in ("label_zh", "label_en") if name in values]
    if labels:
        values.setdefault("label", " · ".join(dict.fromkeys(labels)))
    return values


def _plain(value: Any) -> Value | None:
    match value:
        case None | bool():
            return value
        case Integral():
            return int(value)
        case Real() | Decimal():
            return float(value)
        case Literal():
            return _of_literal(value)
        case NamedNode():
            return legible(shorten(value))
        case dict():
            return None
        case list() | tuple() | set() | frozenset():
            return _joined(value)
        case _:
            return legible(str(value))


def _joined(values: Iterable[Any]) -> str | None:
    """Join plain values; None where some have parts of their own."""
    ordered = values if isinstance(values, list | tuple) else sorted(values, key=str)
    if any(isinstance(each, dict | list | tuple | set | frozenset) for each in ordered):
        return None
    return _BETWEEN.join(str(plain) for each in ordered if (plain := _plain(each)) is not None)


def _of_literal(literal: Literal) -> Value:
    kind = local_name(literal.datatype)
    if kind == "boolean" and literal.value in ("true", "false"):
        return literal.value == "true"
    if kind in ("integer", "decimal", "double", "float") and _NUMBER.match(literal.value):
        return int(literal.value) if literal.value.lstrip("+-").isdecimal() else float(literal.value)
    return legible(literal.value)


def _columns(rows: Iterable[Row], letter: str) -> dict[str, Column]:
    """Find one type for each attribute."""
    kinds: dict[str, set[type]] = {}
    for row in rows:
        for name, value in row.values.items():
            is_huge = isinstance(value, int) and not -_LARGEST <= value < _LARGEST
            kinds.setdefault(name, set()).add(str if is_huge else type(value))
    return {
        name: Column(f"{letter}{i}", name, _TYPES[_common(kinds[name])])
        for i, name in enumerate(sorted(kinds))
    }


def _common(kinds: set[type]) -> type:
    if len(kinds) == 1:
        return next(iter(kinds))
    return float if kinds == {int, float} else str
