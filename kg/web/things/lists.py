"""Lists on the pages of rankings, documents, classes, properties and graphs: entries, claims, instances."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode

from kg.graph.describe.description import Page
from kg.language import best
from kg.model.facts import Fact
from kg.model.kinds import FactKind
from kg.rdf.iris import document_graph, kind_of
from kg.rdf.vocab import A, term
from kg.web.linked_text import Phrase, phrase_of
from kg.web.paging import MOST_READ, QueriedIris, counts_of, page_for, subjects_of
from kg.web.request import Request
from kg.web.snapshot_cache import SnapshotCache
from kg.web.things.sources import FactOnPage, Sources

ROWS = 100
"""How many rows a table has, and how many things a list."""
CLAIMS = 40
"""How many claims of a document a page has."""

_FEW = 500
_MOST_NAMED = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a ranking: the place, whether the text calls it a rank, what stands there, and who says so."""

    place: str
    is_rank: bool
    cells: tuple[Phrase, ...]
    fact: FactOnPage


@dataclass(frozen=True, slots=True)
class Table:
    """A ranking in its order."""

    caption: str
    columns: tuple[str, ...]
    rows: Page[Entry]


@dataclass(frozen=True, slots=True)
class Things:
    """Things in a list: the instances of a class, or what a graph speaks of."""

    rows: Page[Phrase]
    counts: tuple[tuple[Phrase, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a property is used, and where."""

    total: int
    rows: Page[tuple[Phrase, Phrase]]


def tables(
    cache: SnapshotCache, thing: NamedNode, facts: Sequence[str], sources: Sources, request: Request
) -> tuple[tuple[Table, ...], set[str]]:
    """Give the facts of a ranking that have a position as tables in order, and which facts those are."""
    if kind_of(thing) != "ranking" or len(facts) > _FEW:
        return (), set()
    by_kind: dict[str, list[Fact]] = {}
    for iri in facts:
        fact = cache.fact(NamedNode(iri))
        if fact is not None and fact.position() is not None:
            by_kind.setdefault(fact.kind.name, []).append(fact)
    made = tuple(_table(cache, thing, found, sources, request) for _, found in sorted(by_kind.items()))
    return made, {fact.iri.value for found in by_kind.values() for fact in found}


def _table(
    cache: SnapshotCache, thing: NamedNode, facts: list[Fact], sources: Sources, request: Request
) -> Table:
    kind = facts[0].kind
    ordered = sorted(facts, key=lambda fact: (fact.position(), fact.iri.value))
    columns = _columns(kind, thing, facts)
    page = page_for(request, ordered, ROWS, "rows")
    on_page = sources.facts(fact.iri.value for fact in page.items)
    rows = [_entry(fact, columns, each, cache) for fact, each in zip(page.items, on_page, strict=True)]
    language = cache.language
    heads = tuple(best(kind.roles[name].labels, language) or name for name in columns)
    position = next(role for role in kind.roles.values() if role.compared_as == "AsPosition")
    first = best(position.labels, language) or position.name
    return Table(best(kind.labels, language) or kind.name, (first, *heads), page.with_items(rows))


def _columns(kind: FactKind, thing: NamedNode, facts: Iterable[Fact]) -> list[str]:
    given = {name for fact in facts for name, term in fact.roles.items() if term != thing}
    return [n for n, role in kind.roles.items() if n in given and role.compared_as != "AsPosition"]


def _entry(fact: Fact, columns: Iterable[str], on_page: FactOnPage, cache: SnapshotCache) -> Entry:
    order, number, _ = fact.position() or (0, 0, "")
    cells = tuple(phrase_of(fact.roles[n], cache.names) if n in fact.roles else Phrase("") for n in columns)
    return Entry(str(number), order == 0, cells, on_page)


def claims(
    cache: SnapshotCache, document: NamedNode, sources: Sources, request: Request
) -> Page[FactOnPage] | None:
    """Give a page of what a document claims, in the order in which it says so; None where nothing."""
    found = cache.cached(("claims", document.value), lambda: _facts_in_order(cache, document))
    if not found:
        return None
    page = page_for(request, found, CLAIMS)
    return page.with_items(sources.facts(page.items))


def _facts_in_order(cache: SnapshotCache, document: NamedNode) -> list[str]:
    """Give the facts that a document claims, in the order of where it first says so."""
    graph = document_graph(document).value
    found = cache.graph.store.select(
        "SELECT ?fact ?start WHERE { GRAPH <" + graph + "> "
        "{ ?claim sl:states ?fact ; sl:evidence ?evidence . ?evidence oa:start ?start } }"
    )
    first: dict[str, int] = {}
    for row in found:
        fact, start = row["fact"], row["start"]
        if isinstance(fact, NamedNode) and isinstance(start, Literal) and start.value.isdigit():
            first[fact.value] = min(int(start.value), first.get(fact.value, int(start.value)))
    return sorted(first, key=lambda iri: (first[iri], iri))


def instances(cache: SnapshotCache, thing: NamedNode, request: Request) -> Things | None:
    """Give a page of what is of a class; None where nothing is."""
    store = cache.graph.store

    def read() -> Sequence[str]:
        total = cache.summary.classes.get(thing.value, 0)
        if total > MOST_READ:
            return QueriedIris(store, f"?s a {thing}", total)
        return _by_name(cache, subjects_of(store.quads(predicate=A, object=thing)))

    found = cache.cached(("instances", thing.value), read)
    return Things(_page_of(cache, found, request)) if found else None


def _by_name(cache: SnapshotCache, iris: list[str]) -> list[str]:
    """Put things in the order of their English names; in Chinese that of their IRIs is that of the pinyin."""
    if cache.language == "zh" or len(iris) > _MOST_NAMED:
        return iris
    labels = cache.labels(iris)
    return sorted(iris, key=lambda iri: (labels[iri].casefold(), iri))


def contents(cache: SnapshotCache, graph: NamedNode, request: Request) -> Things | None:
    """Give a page of what a named graph speaks of, and how many of each class; None where it is empty."""
    store = cache.graph.store

    def read() -> tuple[Sequence[str], dict[str, int]]:
        classes = counts_of(store, "class", f"GRAPH {graph} {{ ?s a ?class }}")
        if sum(classes.values()) > MOST_READ:
            return QueriedIris(store, f"GRAPH {graph} {{ ?s a ?class }}", sum(classes.values())), classes
        return subjects_of(store.quads(predicate=A, graph=graph)), classes

    found, classes = cache.cached(("contents", graph.value), read)
    greatest_first = sorted(classes, key=lambda iri: (-classes[iri], iri))
    counts = tuple((Phrase(cache.names.label(NamedNode(iri)), iri), classes[iri]) for iri in greatest_first)
    return Things(_page_of(cache, found, request), counts) if found else None


def _page_of(cache: SnapshotCache, iris: Sequence[str], request: Request) -> Page[Phrase]:
    page = page_for(request, iris, ROWS)
    return page.with_items(cache.phrases(page.items))


def uses(cache: SnapshotCache, thing: NamedNode, request: Request) -> Uses | None:
    """Give how often a property is used in the accepted view, and a page of where; None where it is not."""
    total = cache.cached(("used", thing.value), lambda: _use_count(cache, thing))
    if not total:
        return None
    page = page_for(request, range(total), ROWS)
    start = page.items[0] if page.items else 0
    # Without an order the engine answers in its own, which is the same for as long as the snapshot is.
    found = cache.graph.store.select(
        f"SELECT ?s ?o WHERE {{ ?s {thing} ?o }} OFFSET {start} LIMIT {page.size}"
    )
    rows = [(phrase_of(row["s"], cache.names), phrase_of(row["o"], cache.names)) for row in found]
    return Uses(total, page.with_items(rows))


def _use_count(cache: SnapshotCache, thing: NamedNode) -> int:
    found = cache.graph.store.select(f"SELECT (COUNT(*) AS ?count) WHERE {{ ?s {thing} ?o }}")
    return sum(int(row["count"].value) for row in found)


_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking, and how many entries it has: facts that say what stands where in it."""

    name: Phrase
    entries: int


def rankings(cache: SnapshotCache, most: int) -> tuple[list[Ranked], int]:
    """Give the newest rankings, by the years in their names, and how many there are besides."""
    found = subjects_of(islice(cache.graph.store.quads(predicate=A, object=term("sl:Ranking")), MOST_READ))
    labels = cache.labels(found)
    newest = sorted(found, key=lambda iri: (-_year(labels[iri]), labels[iri], iri))
    shown = newest[:most]
    counts = entries_of(cache, shown)
    return [Ranked(Phrase(labels[iri], iri), counts[iri]) for iri in shown], len(newest) - len(shown)


def _year(name: str) -> int:
    return max(map(int, _YEAR.findall(name)), default=0)


def entries_of(cache: SnapshotCache, iris: Sequence[str]) -> dict[str, int]:
    """Count the accepted entries of rankings, by their IRIs."""
    counts = dict.fromkeys(iris, 0)
    things = " ".join(f"<{iri}>" for iri in iris)
    for kind in cache.names.kinds.values():
        if not iris or not any(role.compared_as == "AsPosition" for role in kind.roles.values()):
            continue
        for role in kind.roles.values():
            if role.filler == term("sl:Ranking"):
                pattern = f"VALUES ?ranking {{ {things} }} ?fact {role.path} ?ranking ; a {kind.iri}"
                for iri, count in counts_of(cache.graph.store, "ranking", pattern).items():
                    counts[iri] += count
    return counts
