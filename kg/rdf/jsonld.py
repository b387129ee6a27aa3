"""Writing compact JSON-LD: CURIEs by an `@context`, one object a subject, sorted.

Source: https://www.w3.org/TR/json-ld11/
"""

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.errors import BadFile
from kg.language import Text
from kg.rdf.turtle.blank import graph_key
from kg.rdf.turtle.blocks import FIRST
from kg.rdf.turtle.canonical import blank_nodes, label
from kg.rdf.turtle.terms import Names, tag
from kg.rdf.vocab import PREFIXES, A, term

_XSD = PREFIXES["xsd"]
_STRING = term("xsd:string")
_RANK = {predicate: rank for rank, predicate in enumerate(FIRST)}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!//)")
# What JSON-LD reads back as it was; beyond 2**53 a number is no longer the same everywhere.
_SAFE_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
_DELIMITERS = tuple(":/?#[]@")
Json = dict[str, object]


def write_jsonld(quads: Iterable[Quad], out: IO[bytes], prefixes: Mapping[str, str] = PREFIXES) -> None:
    """Write quads as JSON-LD; they are held in memory.

    Args:
        quads: In any order, repetitions allowed.
        out: A binary stream; UTF-8 is written.
        prefixes: Prefix to namespace; those that are used stand in the context.

    Raises:
        BadFile: There is a triple term or a text with a direction, which JSON-LD has no certain form for, or
            there are blank nodes too alike to be told apart.
    """
    held = list(dict.fromkeys(quads))
    held = label(held, {node for quad in held for node in blank_nodes(quad)})
    held.sort(key=_place)
    taken = {scheme for quad in held for scheme in _schemes(quad)}
    terms = _Terms({prefix: space for prefix, space in prefixes.items() if prefix not in taken})
    objects = [_object(graph, list(part), terms) for graph, part in itertools.groupby(held, key=graph_key)]
    nodes = [node for some in objects for node in some]
    document: Json = {"@context": terms.context(), "@graph": nodes}
    text = json.dumps(document, ensure_ascii=False, indent=2)
    out.write(text.encode() + b"\n")


class _Terms:
    """Writes terms as JSON-LD values."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._names = Names(prefixes)
        self._used: set[str] = set()

    def context(self) -> Json:
        """Say what each prefix that was used stands for."""
        return {
            prefix: space if space.endswith(_DELIMITERS) else {"@id": space, "@prefix": True}
            for prefix, space in sorted(self._prefixes.items())
            if prefix in self._used
        }

    def id(self, term: object) -> str:
        """Write an IRI or a blank node as a string."""
        if not isinstance(term, NamedNode):
            return str(term)
        written = self._names.iri(term.value.encode()).decode()
        if written.startswith("<"):
            return term.value
        self._used.add(written.partition(":")[0])
        return written

    def value(self, term: object) -> object:
        """Write an object."""
        if isinstance(term, NamedNode | BlankNode):
            return {"@id": self.id(term)}
        if isinstance(term, Literal) and term.direction is None:
            return self._literal(term)
        raise BadFile(
            where=str(term),
            why=Text("JSON-LD has no certain form for this", "JSON-LD 没有确定的写法"),
            remedy=Text("write TriG or N-Quads instead", "请改用 TriG 或 N-Quads"),
        )

    def _literal(self, literal: Literal) -> object:
        if literal.language:
            return {"@language": tag(literal.language.encode()).decode(), "@value": literal.value}
        if literal.datatype == _STRING:
            return literal.value
        kind = literal.datatype.value.removeprefix(_XSD)
        if kind == "boolean" and literal.value in ("true", "false"):
            return literal.value == "true"
        if kind == "integer" and _SAFE_INTEGER.match(literal.value):
            return int(literal.value)
        return {"@type": self.id(literal.datatype), "@value": literal.value}


def _object(graph: bytes, quads: list[Quad], terms: _Terms) -> list[Json]:
    nodes = [_node(list(part), terms) for _, part in itertools.groupby(quads, key=lambda quad: quad.subject)]
    return [{"@id": terms.id(quads[0].graph_name), "@graph": nodes}] if graph else nodes


def _node(quads: list[Quad], terms: _Terms) -> Json:
    node: Json = {"@id": terms.id(quads[0].subject)}
    for predicate, part in itertools.groupby(quads, key=lambda quad: quad.predicate):
        objects = [quad.object for quad in part]
        types = [terms.id(o) for o in objects if predicate == A and isinstance(o, NamedNode | BlankNode)]
        values = [terms.value(o) for o in objects if predicate != A or isinstance(o, Literal | Triple)]
        if types:
            node["@type"] = types[0] if len(types) == 1 else types
        if values:
            node[terms.id(predicate)] = values[0] if len(values) == 1 else values
    return node


def _place(quad: Quad) -> tuple[bytes, bool, str, int, str, int, str, str]:
    """Say where a quad comes: by graph, subject, predicate with labels first, then the object."""
    thing = quad.object
    language = thing.language or "" if isinstance(thing, Literal) else ""
    kind = 2 if language else 1 if isinstance(thing, Literal) else 0
    rank = _RANK.get(quad.predicate, len(_RANK))
    is_blank = isinstance(quad.subject, BlankNode)
    subject, predicate = str(quad.subject).rstrip(">"), quad.predicate.value
    return graph_key(quad), is_blank, subject, rank, predicate, kind, language, str(thing)


def _schemes(quad: Quad) -> Iterator[str]:
    """Give the schemes of a quad's IRIs, which a prefix of the same name would be mistaken for."""
    terms = [quad.subject, quad.predicate, quad.object, quad.graph_name]
    terms += [quad.object.datatype] if isinstance(quad.object, Literal) else []
    for each in terms:
        if isinstance(each, NamedNode) and (found := _SCHEME.match(each.value)):
            yield found[1]
