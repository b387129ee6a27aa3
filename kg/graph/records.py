"""Fact kinds, facts, claims, reviews, documents and conflicts, read back from a store."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.model.claims import Claim, read_claims
from kg.model.conflicts import Conflict, Reckoning, find_conflicts
from kg.model.facts import Fact, make_fact
from kg.model.kinds import FactKind, read_kinds
from kg.model.quantities import Rate, Unit
from kg.model.reviews import Review, read_reviews
from kg.rdf.iris import document_graph
from kg.rdf.vocab import GRAPH_DOCUMENT, GRAPH_ONTOLOGY, GRAPH_REVIEWS, PREFIXES, A, term
from kg.store import Store

_SL = PREFIXES["sl"]
_STATES, _EVIDENCE, _REVIEW_OF = (term(f"sl:{name}") for name in ("states", "evidence", "reviewOf"))


def kinds_of(store: Store) -> dict[str, FactKind]:
    """Read the fact kinds that the store's ontology declares, by name."""
    return read_kinds(store.quads(graph=GRAPH_ONTOLOGY))


def facts_of(store: Store, kinds: Mapping[str, FactKind] | None = None) -> Iterator[Fact]:
    """Give every fact of the accepted view, kind by kind, in order of their IRIs."""
    kinds = kinds_of(store) if kinds is None else kinds
    for name in sorted(kinds):
        found = store.quads(predicate=A, object=kinds[name].iri, graph=DefaultGraph())
        for subject in sorted(q.subject.value for q in found if isinstance(q.subject, NamedNode)):
            yield read_fact(store, kinds[name], NamedNode(subject))


def read_fact(store: Store, kind: FactKind, iri: NamedNode) -> Fact:
    """Read one fact of the accepted view, whose kind is known."""
    by_path = {role.path: role.name for role in kind.roles.values()}
    quads = store.quads(subject=iri, graph=DefaultGraph())
    return make_fact(kind, {by_path[q.predicate]: q.object for q in quads if q.predicate in by_path})


def claims_of(
    store: Store,
    fact: NamedNode | None = None,
    document: NamedNode | None = None,
    *,
    is_checked: bool = True,
) -> list[Claim]:
    """Give the claims of one fact, of one document, or all, in order of their IRIs; see `read_claims`."""
    graph = document_graph(document) if document is not None else None
    quads: list[Quad] = []
    for stated in store.quads(predicate=_STATES, object=fact, graph=graph):
        if not _is_document_graph(stated):
            continue
        mine = list(store.quads(subject=stated.subject, graph=stated.graph_name))
        quads += mine
        for quad in mine:
            if quad.predicate == _EVIDENCE and isinstance(quad.object, NamedNode):
                quads += store.quads(subject=quad.object, graph=stated.graph_name)
    return read_claims(quads, is_checked=is_checked)


def reviews_of(store: Store, claims: Iterable[NamedNode] | None = None) -> list[Review]:
    """Give the reviews of some claims, or all, in order of their IRIs."""
    if claims is None:
        return read_reviews(store.quads(graph=GRAPH_REVIEWS))
    found = [q for c in claims for q in store.quads(predicate=_REVIEW_OF, object=c, graph=GRAPH_REVIEWS)]
    return read_reviews(q for r in found for q in store.quads(subject=r.subject, graph=GRAPH_REVIEWS))


def documents_of(store: Store) -> list[NamedNode]:
    """Give the documents, in order of their IRIs."""
    found = {
        quad.subject
        for name in ("Document", "Article")
        for quad in store.quads(predicate=A, object=term(f"sl:{name}"))
        if isinstance(quad.subject, NamedNode) and _is_document_graph(quad)
    }
    return sorted(found, key=lambda iri: iri.value)


def conflicts_of(store: Store) -> list[Conflict]:
    """Find the conflicts among the facts of the accepted view, contradictions first."""
    return find_conflicts(facts_of(store), reckoning_of(store))


def reckoning_of(store: Store) -> Reckoning:
    """Read units, exchange rates, and what is part of what."""
    return Reckoning(units=_units(store), rates=_rates(store), wholes=_wholes(store))


def _is_document_graph(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(GRAPH_DOCUMENT)


def _units(store: Store) -> dict[NamedNode, Unit]:
    units = {}
    for iri, parts in _things(store, "Unit").items():
        base = parts.get("baseUnit", iri)
        scale = parts.get("scale")
        code = parts.get("currencyCode")
        units[iri] = Unit(
            iri,
            base if isinstance(base, NamedNode) else iri,
            _number(scale) or Decimal(1),
            code.value if code is not None else "",
        )
    return units


def _number(literal: object) -> Decimal | None:
    """Give a number; None where nothing is said, or nothing that is one."""
    with suppress(InvalidOperation):
        number = Decimal(literal.value) if isinstance(literal, Literal) else None
        return number if number is not None and number.is_finite() else None
    return None


def _rates(store: Store) -> dict[tuple[NamedNode, NamedNode, str], Rate]:
    rates = {}
    for iri, parts in _things(store, "ExchangeRate").items():
        one, other, year, rate = (parts.get(n) for n in ("fromUnit", "toUnit", "ratePeriod", "rateValue"))
        number = _number(rate)
        if isinstance(one, NamedNode) and isinstance(other, NamedNode) and year and number:
            rates[one, other, year.value] = Rate(number, iri)
    return rates


def _wholes(store: Store) -> dict[NamedNode, frozenset[NamedNode]]:
    direct: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for quad in store.quads(predicate=term("sl:partOf"), graph=DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            direct[quad.subject].add(quad.object)
    return {part: _above(part, direct) for part in direct}


def _above(part: NamedNode, direct: Mapping[NamedNode, Iterable[NamedNode]]) -> frozenset[NamedNode]:
    found: set[NamedNode] = set()
    waiting = list(direct.get(part, ()))
    while waiting:
        whole = waiting.pop()
        # A whole that is found again would be walked for ever in a cycle.
        if whole not in found and whole != part:
            found.add(whole)
            waiting += direct.get(whole, ())
    return frozenset(found)


def _things(store: Store, name: str) -> dict[NamedNode, dict[str, NamedNode | Literal]]:
    """Give things of a class with one value of each property of ours."""
    things: dict[NamedNode, dict[str, NamedNode | Literal]] = {}
    for typed in store.quads(predicate=A, object=term(f"sl:{name}"), graph=DefaultGraph()):
        if not isinstance(typed.subject, NamedNode):
            continue
        things[typed.subject] = {
            quad.predicate.value.removeprefix(_SL): quad.object
            for quad in store.quads(subject=typed.subject, graph=DefaultGraph())
            if quad.predicate.value.startswith(_SL) and isinstance(quad.object, NamedNode | Literal)
        }
    return things
