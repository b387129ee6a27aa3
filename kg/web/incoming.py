"""What points at a thing: the facts in which it has a role, and links, counted by property."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.show.facts import in_order
from kg.terms import kind_of
from kg.vocab import A
from kg.web.kept import Kept
from kg.web.paging import Listing, listing
from kg.web.request import Request
from kg.web.saying import RECORDS, Piece, slug_of

MOST_READ = 200_000
"""Of a thing that more statements point at than this, the others are not read: the page says so."""
_FEW = 500
LINKS = 60
"""How many links a page has."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Everything that points at a thing.

    Attributes:
        facts: The facts in which it has a role, in the order in which they are told.
        links: Property IRI to the IRIs of what points at the thing by it; properties by how they are called.
        is_cut: Whether there is more than was read.
    """

    facts: tuple[NamedNode, ...]
    links: dict[str, list[str]]
    is_cut: bool


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


def incoming_of(kept: Kept, thing: NamedNode) -> Incoming:
    """Give what points at a thing, read once."""
    found: Incoming = kept.listed(("incoming", thing.value), lambda: _read(kept, thing))
    return found


def _read(kept: Kept, thing: NamedNode) -> Incoming:
    roles = {role.path for kind in kept.names.kinds.values() for role in kind.roles.values()}
    facts: dict[NamedNode, bool] = {}
    links: dict[str, set[str]] = {}
    read = list(islice(kept.graph.store.quads(object=thing), MOST_READ + 1))
    for quad in read[:MOST_READ]:
        if not isinstance(quad.subject, NamedNode) or quad.predicate == A:
            continue
        kind = kind_of(quad.subject)
        if kind == "fact" and quad.predicate in roles:
            facts[quad.subject] = facts.get(quad.subject, False) or quad.graph_name == DefaultGraph()
        elif kind not in RECORDS:
            links.setdefault(quad.predicate.value, set()).add(quad.subject.value)
    called = sorted(links, key=lambda iri: (kept.names.label(NamedNode(iri)).casefold(), iri))
    return Incoming(
        _ordered(kept, facts), {iri: sorted(links[iri], key=_place) for iri in called}, len(read) > MOST_READ
    )


def _ordered(kept: Kept, facts: dict[NamedNode, bool]) -> tuple[NamedNode, ...]:
    """Put facts in the order in which they are told; of very many, accepted ones first and then by IRI."""
    if len(facts) <= _FEW:
        return tuple(in_order(set(facts), kept.names))
    return tuple(sorted(facts, key=lambda iri: (not facts[iri], iri.value)))


def _place(iri: str) -> tuple[str, str]:
    return slug_of(iri), iri


def links_of(kept: Kept, incoming: Incoming, request: Request) -> Links | None:
    """Give the page of links that a request asks for; None where nothing points here.

    `?via=` with a property's IRI shows only those by it.
    """
    if not incoming.links:
        return None
    only = request.first("via")
    only = only if only in incoming.links else ""
    shown = {only: incoming.links[only]} if only else incoming.links
    every = [(by, subject) for by, subjects in shown.items() for subject in subjects]
    page = listing(every, request, LINKS, is_cut=incoming.is_cut)
    counts = tuple((_piece(kept, by), len(subjects)) for by, subjects in incoming.links.items())
    return Links(counts, page, _groups(kept, page, incoming), only)


def _groups(kept: Kept, page: Listing[tuple[str, str]], incoming: Incoming) -> tuple[Link, ...]:
    labels = kept.labels(subject for _, subject in page.items)
    groups: dict[str, list[Piece]] = {}
    for by, subject in page.items:
        groups.setdefault(by, []).append(Piece(labels[subject], subject))
    return tuple(
        Link(_piece(kept, by), len(incoming.links[by]), tuple(things)) for by, things in groups.items()
    )


def _piece(kept: Kept, iri: str) -> Piece:
    return Piece(kept.names.label(NamedNode(iri)), iri)


def subjects_of(quads: Iterator[Quad], most: int = MOST_READ) -> tuple[list[str], bool]:
    """Give the subjects of some quads, each once, in order, and whether there were more than are read."""
    found = {quad.subject.value for quad in islice(quads, most) if isinstance(quad.subject, NamedNode)}
    is_cut = next(quads, None) is not None
    return sorted(found, key=_place), is_cut


def counted(counts: Counter[str], kept: Kept) -> tuple[tuple[Piece, int], ...]:
    """Give counts by IRI with what to call each, the greatest first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((_piece(kept, iri), count) for iri, count in ordered)
