"""SPARQL constraints of node shapes, each asked once for all its targets.

A SHACL processor asks a constraint anew for each node, which takes pySHACL 2.4 ms a node; here the targets
become part of the query, and it takes as long as one query. A test holds the answers against pySHACL's.

Source: https://www.w3.org/TR/shacl/#sparql-constraints
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.errors import BadFile
from kg.graph.names import AnyTerm
from kg.language import Text
from kg.rdf.index import Index
from kg.rdf.iris import local_name, shorten
from kg.rdf.vocab import LANGUAGES, term
from kg.validate.finding_text import Bindings, FindingWriter
from kg.validate.findings import Finding

_SPARQL = term("sh:sparql")
_BODY = re.compile(r"\bWHERE\s*\{|\{", re.IGNORECASE)
_TARGETS = {
    "targetClass": "$this a/<http://www.w3.org/2000/01/rdf-schema#subClassOf>* {}",
    "targetNode": "BIND({} AS $this)",
    "targetSubjectsOf": "$this {} ?object",
    "targetObjectsOf": "?subject {} $this",
}


@dataclass(frozen=True, slots=True)
class Constraint:
    """A SELECT that finds what is wrong with the targets of a node shape."""

    iri: NamedNode
    shape: NamedNode
    severity: str
    sparql: str
    prefixes: Mapping[str, str]
    messages: Mapping[str, str]

    @property
    def seeks_circles(self) -> bool:
        """Whether what it finds are links, from `$this` to `?value`, that run in circles."""
        return any("{?cycle}" in message for message in self.messages.values())


def read_constraints(shapes: Index) -> list[Constraint]:
    """Read the constraints that can be asked for all targets at once, in order of their IRIs.

    Those of property shapes, and of node shapes without plain targets, are left to the SHACL processor.
    """
    found = []
    for shape in sorted(shapes.by_subject, key=str):
        targets = _targets(shapes, shape) if isinstance(shape, NamedNode) else ""
        if not targets or shapes.one(shape, term("sh:deactivated")) is not None:
            continue
        severity = shapes.one(shape, term("sh:severity"))
        for iri in sorted(shapes.objects(shape, _SPARQL), key=str):
            select = shapes.one(iri, term("sh:select"))
            is_off = shapes.one(iri, term("sh:deactivated")) is not None
            if select is None or is_off or "$PATH" in select.value:
                continue
            found.append(
                Constraint(
                    iri=iri,
                    shape=shape,
                    severity=local_name(severity) if severity is not None else "Violation",
                    sparql=_for_all(select.value, targets),
                    prefixes=_prefixes(shapes, iri),
                    messages=shapes.texts(iri, term("sh:message")),
                )
            )
    return found


def ask(constraint: Constraint, graph: Store) -> list[dict[str, AnyTerm]]:
    """Ask a constraint of a graph; each answer is something wrong, with `this` and what else it binds.

    Raises:
        BadFile: Its SPARQL does not parse.
    """
    try:
        found = graph.query(constraint.sparql, prefixes=dict(constraint.prefixes))
    except SyntaxError as error:
        raise BadFile(
            where=shorten(constraint.iri),
            why=error,
            remedy=Text("mend its sh:select", "请修改它的 sh:select"),
        ) from error
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    rows = []
    for solution in found:
        row = {name: term for name in names if (term := solution[name]) is not None}
        if "this" in row and row not in rows:
            rows.append(row)
    return rows


def check_constraints(shapes: Index, graph: Store, writer: FindingWriter) -> Iterator[Finding]:
    """Ask every constraint, and tell what is wrong."""
    for constraint in read_constraints(shapes):
        rows = ask(constraint, graph)
        if constraint.seeks_circles:
            found: Iterable[tuple[AnyTerm, Bindings]] = _circles(rows, writer)
        else:
            found = ((row["this"], row) for row in rows)
        for thing, bindings in found:
            yield writer.finding(constraint.severity, constraint.iri, thing, constraint.messages, bindings)


def _for_all(select: str, targets: str) -> str:
    """Put the targets in front of a query's conditions."""
    body = next((b for b in _BODY.finditer(select)), None)
    if body is None:
        return select
    return f"{select[: body.end()]} {{ SELECT DISTINCT $this WHERE {{ {targets} }} }} {select[body.end() :]}"


def _targets(shapes: Index, shape: NamedNode) -> str:
    patterns = [
        "{ " + pattern.replace("{}", str(target)) + " }"
        for name, pattern in _TARGETS.items()
        for target in sorted(shapes.objects(shape, term(f"sh:{name}")), key=str)
    ]
    return " UNION ".join(patterns)


def _prefixes(shapes: Index, constraint: NamedNode) -> dict[str, str]:
    found = {}
    for owner in shapes.objects(constraint, term("sh:prefixes")):
        for declared in shapes.objects(owner, term("sh:declare")):
            prefix, namespace = (shapes.one(declared, term(f"sh:{part}")) for part in ("prefix", "namespace"))
            if isinstance(prefix, Literal) and isinstance(namespace, Literal):
                found[prefix.value] = namespace.value
    return found


def _circles(rows: list[dict[str, AnyTerm]], writer: FindingWriter) -> Iterator[tuple[AnyTerm, Bindings]]:
    """Give each circle once, with its first node, told as a chain that ends where it begins."""
    links: dict[AnyTerm, list[AnyTerm]] = {}
    for row in rows:
        links.setdefault(row["this"], []).append(row["value"])
    told: set[AnyTerm] = set()
    for start in sorted(links, key=str):
        if start in told:
            continue
        circle = _shortest_circle(start, links)
        told.update(circle)
        told_as = {
            language: " → ".join(writer.names[language].with_curie(node) for node in [*circle, start])
            for language in LANGUAGES
        }
        yield start, {"cycle": told_as}


def _shortest_circle(start: AnyTerm, links: Mapping[AnyTerm, list[AnyTerm]]) -> list[AnyTerm]:
    chains = [[start]]
    seen = {start}
    while chains:
        longer = []
        for chain in chains:
            for node in sorted(links.get(chain[-1], ()), key=str):
                if node == start:
                    return chain
                if node not in seen:
                    seen.add(node)
                    longer.append([*chain, node])
        chains = longer
    return [start]
