"""What points at a thing: the facts in which it has a role, and links, counted by property."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.describe.facts import in_order
from kg.rdf.terms import kind_of
from kg.rdf.vocab import A
from kg.web.paging import Asked, Listing, Pairs, counts_of, listing, place, up_to
from kg.web.request import Request
from kg.web.sentences import RECORDS, Piece
from kg.web.snapshot_cache import SnapshotCache

LINKS = 60
"""How many links a page has."""

_FEW = 500


@dataclass(frozen=True, slots=True)
class Incoming:
    """Everything that points at a thing.

    Attributes:
        facts: The IRIs of the facts in which it has a role, in the order in which they are told.
        links: Property IRI to the IRIs of what points at the thing by it; properties by how they are called.
        is_read: Whether all of it was read; of very much only the accepted view is asked for, unordered.
    """

    facts: Sequence[str]
    links: Mapping[str, Sequence[str]]
    is_read: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A property, and some of what points at the thing by it."""

    property: Piece
    total: int
    things: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """What points at a thing: each property with its count, and a page of links under their properties."""

    counts: tuple[tuple[Piece, int], ...]
    page: Listing[tuple[str, str]]
    """Property and subject."""
    groups: tuple[Link, ...]
    only: str
    """The IRI of the one property that is shown; "" where all are."""


def incoming_of(cache: SnapshotCache, thing: NamedNode) -> Incoming:
    """Give what points at a thing, looked up once."""
    return cache.listed(("incoming", thing.value), lambda: _look(cache, thing))


def _look(cache: SnapshotCache, thing: NamedNode) -> Incoming:
    roles = {role.path for kind in cache.names.kinds.values() for role in kind.roles.values()}
    quads = up_to(cache.graph.store.quads(object=thing))
    return _asked(cache, thing, roles) if quads is None else _read(cache, quads, roles)


def _read(cache: SnapshotCache, quads: Iterable[Quad], roles: set[NamedNode]) -> Incoming:
    facts: dict[NamedNode, bool] = {}
    links: dict[str, set[str]] = {}
    for quad in quads:
        if not isinstance(quad.subject, NamedNode) or quad.predicate == A:
            continue
        kind = kind_of(quad.subject)
        if kind == "fact" and quad.predicate in roles:
            facts[quad.subject] = facts.get(quad.subject, False) or quad.graph_name == DefaultGraph()
        elif kind not in RECORDS:
            links.setdefault(quad.predicate.value, set()).add(quad.subject.value)
    called = _by_name(cache, links)
    return Incoming(_ordered(cache, facts), {iri: sorted(links[iri], key=place) for iri in called}, True)


def _ordered(cache: SnapshotCache, facts: dict[NamedNode, bool]) -> list[str]:
    """Put facts in the order in which they are told; of many, accepted ones first and then by IRI."""
    if len(facts) <= _FEW:
        return [iri.value for iri in in_order(set(facts), cache.names)]
    return [iri.value for iri in sorted(facts, key=lambda iri: (not facts[iri], iri.value))]


def _asked(cache: SnapshotCache, thing: NamedNode, roles: set[NamedNode]) -> Incoming:
    store = cache.graph.store
    counts = counts_of(store, "p", f"?s ?p {thing}")
    counts.pop(A.value, None)
    mine = sorted(iri for iri in counts if NamedNode(iri) in roles)
    paths = " ".join(f"<{iri}>" for iri in mine)
    facts = Asked(store, f"VALUES ?p {{ {paths} }} ?s ?p {thing}", sum(counts[iri] for iri in mine))
    links = {
        by: Asked(store, f"?s <{by}> {thing}", counts[by])
        for by in _by_name(cache, counts)
        if by not in mine and not _is_record(cache, NamedNode(by), thing)
    }
    return Incoming(facts, links, False)


def _is_record(cache: SnapshotCache, by: NamedNode, thing: NamedNode) -> bool:
    """Say whether what points by a property is claims and the like; the first speaks for all."""
    first = next(cache.graph.store.quads(predicate=by, object=thing, graph=DefaultGraph()), None)
    return first is None or not isinstance(first.subject, NamedNode) or kind_of(first.subject) in RECORDS


def _by_name(cache: SnapshotCache, properties: Iterable[str]) -> list[str]:
    return sorted(properties, key=lambda iri: (_piece(cache, iri).text.casefold(), iri))


def links_of(cache: SnapshotCache, incoming: Incoming, request: Request) -> Links | None:
    """Give the page of links that a request asks for; None where nothing points here.

    `?via=` with a property's IRI shows only those by it.
    """
    if not incoming.links:
        return None
    only = request.first("via")
    only = only if only in incoming.links else ""
    shown = {only: incoming.links[only]} if only else incoming.links
    page = listing(Pairs(shown), request, LINKS)
    counts = tuple((_piece(cache, by), len(subjects)) for by, subjects in incoming.links.items())
    return Links(counts, page, _groups(cache, page, incoming), only)


def _groups(cache: SnapshotCache, page: Listing[tuple[str, str]], incoming: Incoming) -> tuple[Link, ...]:
    pieces = cache.pieces([subject for _, subject in page.items])
    groups: dict[str, list[Piece]] = {}
    for (by, _), piece in zip(page.items, pieces, strict=True):
        groups.setdefault(by, []).append(piece)
    return tuple(
        Link(_piece(cache, by), len(incoming.links[by]), tuple(things)) for by, things in groups.items()
    )


def _piece(cache: SnapshotCache, iri: str) -> Piece:
    return Piece(cache.names.label(NamedNode(iri)), iri)
