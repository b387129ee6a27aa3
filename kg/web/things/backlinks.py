"""What points at a thing: the facts in which it has a role, and links, counted by property."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.describe.description import Page
from kg.graph.describe.facts import in_order
from kg.rdf.iris import kind_of
from kg.rdf.vocab import STATEMENT_KINDS, A
from kg.web.linked_text import Phrase
from kg.web.paging import ChainedLists, QueriedIris, counts_of, page_for, read_at_most, sort_key
from kg.web.request import Request
from kg.web.snapshot_cache import SnapshotCache

LINKS = 60
"""How many links a page has."""

_FEW = 500


@dataclass(frozen=True, slots=True)
class Backlinks:
    """Everything that points at a thing.

    Attributes:
        facts: The IRIs of the facts in which it has a role, in the order in which they are shown.
        links: Property IRI to the IRIs of what points at the thing by it; properties by how they are called.
        is_read: Whether all of it was read; of very much only the accepted view is asked for, unordered.
    """

    facts: Sequence[str]
    links: Mapping[str, Sequence[str]]
    is_read: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A property, and some of what points at the thing by it."""

    property: Phrase
    total: int
    things: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """What points at a thing: each property with its count, and a page of links under their properties."""

    counts: tuple[tuple[Phrase, int], ...]
    page: Page[tuple[str, str]]
    """Property and subject."""
    groups: tuple[Link, ...]
    only: str
    """The IRI of the one property that is shown; "" where all are."""


def backlinks_of(cache: SnapshotCache, thing: NamedNode) -> Backlinks:
    """Give what points at a thing, looked up once."""
    return cache.cached(("backlinks", thing.value), lambda: _read(cache, thing))


def _read(cache: SnapshotCache, thing: NamedNode) -> Backlinks:
    roles = {role.path for kind in cache.names.kinds.values() for role in kind.roles.values()}
    quads = read_at_most(cache.graph.store.quads(object=thing))
    return _from_counts(cache, thing, roles) if quads is None else _from_quads(cache, quads, roles)


def _from_quads(cache: SnapshotCache, quads: Iterable[Quad], roles: set[NamedNode]) -> Backlinks:
    facts: dict[NamedNode, bool] = {}
    links: dict[str, set[str]] = {}
    for quad in quads:
        if not isinstance(quad.subject, NamedNode) or quad.predicate == A:
            continue
        kind = kind_of(quad.subject)
        if kind == "fact" and quad.predicate in roles:
            facts[quad.subject] = facts.get(quad.subject, False) or quad.graph_name == DefaultGraph()
        elif kind not in STATEMENT_KINDS:
            links.setdefault(quad.predicate.value, set()).add(quad.subject.value)
    by_name = _by_name(cache, links)
    return Backlinks(_ordered(cache, facts), {iri: sorted(links[iri], key=sort_key) for iri in by_name}, True)


def _ordered(cache: SnapshotCache, facts: dict[NamedNode, bool]) -> list[str]:
    """Put facts in the order in which they are shown; of many, accepted ones first and then by IRI."""
    if len(facts) <= _FEW:
        return [iri.value for iri in in_order(set(facts), cache.names)]
    return [iri.value for iri in sorted(facts, key=lambda iri: (not facts[iri], iri.value))]


def _from_counts(cache: SnapshotCache, thing: NamedNode, roles: set[NamedNode]) -> Backlinks:
    store = cache.graph.store
    counts = counts_of(store, "p", f"?s ?p {thing}")
    counts.pop(A.value, None)
    mine = sorted(iri for iri in counts if NamedNode(iri) in roles)
    paths = " ".join(f"<{iri}>" for iri in mine)
    facts = QueriedIris(store, f"VALUES ?p {{ {paths} }} ?s ?p {thing}", sum(counts[iri] for iri in mine))
    links = {
        by: QueriedIris(store, f"?s <{by}> {thing}", counts[by])
        for by in _by_name(cache, counts)
        if by not in mine and not _is_record(cache, NamedNode(by), thing)
    }
    return Backlinks(facts, links, False)


def _is_record(cache: SnapshotCache, by: NamedNode, thing: NamedNode) -> bool:
    """Say whether what points by a property is claims and the like; the first speaks for all."""
    first = next(cache.graph.store.quads(predicate=by, object=thing, graph=DefaultGraph()), None)
    return (
        first is None or not isinstance(first.subject, NamedNode) or kind_of(first.subject) in STATEMENT_KINDS
    )


def _by_name(cache: SnapshotCache, properties: Iterable[str]) -> list[str]:
    return sorted(properties, key=lambda iri: (_property_phrase(cache, iri).text.casefold(), iri))


def links_of(cache: SnapshotCache, backlinks: Backlinks, request: Request) -> Links | None:
    """Give the page of links that a request asks for; None where nothing points here.

    `?via=` with a property's IRI shows only those by it.
    """
    if not backlinks.links:
        return None
    only = request.first("via")
    only = only if only in backlinks.links else ""
    shown = {only: backlinks.links[only]} if only else backlinks.links
    page = page_for(request, ChainedLists(shown), LINKS)
    counts = tuple((_property_phrase(cache, by), len(subjects)) for by, subjects in backlinks.links.items())
    return Links(counts, page, _groups(cache, page, backlinks), only)


def _groups(cache: SnapshotCache, page: Page[tuple[str, str]], backlinks: Backlinks) -> tuple[Link, ...]:
    phrases = cache.phrases([subject for _, subject in page.items])
    groups: dict[str, list[Phrase]] = {}
    for (by, _), phrase in zip(page.items, phrases, strict=True):
        groups.setdefault(by, []).append(phrase)
    return tuple(
        Link(_property_phrase(cache, by), len(backlinks.links[by]), tuple(things))
        for by, things in groups.items()
    )


def _property_phrase(cache: SnapshotCache, iri: str) -> Phrase:
    return Phrase(cache.names.label(NamedNode(iri)), iri)
