"""The page of conflicts: every contradiction and difference, both sides of each, by what kind it is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pyoxigraph import NamedNode

from kg.graph import Graph
from kg.graph.describe.conflicts import to_json
from kg.graph.passages import Passages
from kg.language import best
from kg.model.conflicts import DIFFERENCES
from kg.service.workers.reply import Reply
from kg.web.linked_text import Phrase
from kg.web.paging import page_for
from kg.web.replies import as_json, wants_json
from kg.web.request import Request
from kg.web.snapshot_cache import SnapshotCache, cache_of
from kg.web.summary import Difference
from kg.web.templates import page
from kg.web.things.sources import Sources

CONFLICTS = 25
"""How many conflicts a page has."""


def conflicts(graph: Graph, request: Request) -> Reply:
    """Show every conflict, contradictions first; `?difference=` and `?kind=` narrow it.

    As JSON it is a list as `kg conflicts --all --json` prints it.

    Raises:
        BadInput: `format` is neither `html` nor `json`.
    """
    for_machines = wants_json(request)
    cache = cache_of(graph, request.language)
    every = cache.differences.every
    difference, kind = request.first("difference"), request.first("kind")
    met = [d for d in every if difference in ("", d.difference) and kind in ("", d.kind)]
    if for_machines:
        return as_json(_as_json(cache, met))
    shown = page_for(request, met, CONFLICTS)
    sources = Sources(cache, Passages(graph.store, request.documents))
    return page(
        "conflicts.html",
        graph,
        request,
        total=len(every),
        contradictions=cache.differences.contradictions,
        differences=_differences(every, request.language),
        kinds=_kinds(every, cache),
        chosen=(difference, kind),
        shown=shown,
        groups=[
            (meaning, [sources.conflict(each) for each in some])
            for meaning, some in _by_meaning(shown.items, request.language)
        ],
    )


def _as_json(cache: SnapshotCache, some: Sequence[Difference]) -> Iterator[dict[str, Any]]:
    for each in some:
        one, other = (cache.fact(NamedNode(iri)) for iri in each.facts)
        if one is not None and other is not None:
            yield to_json(each.conflict(one, other), cache.names)


def _by_meaning(some: Sequence[Difference], language: str) -> list[tuple[str, list[Difference]]]:
    found: dict[str, list[Difference]] = {}
    for each in some:
        found.setdefault(DIFFERENCES[each.difference][language], []).append(each)
    return list(found.items())


def _differences(every: Sequence[Difference], language: str) -> list[tuple[str, str, int]]:
    """Give each kind of difference that there is, with what it means and how many there are."""
    counts = Counter(each.difference for each in every)
    return [(name, said[language], counts[name]) for name, said in DIFFERENCES.items() if counts[name]]


def _kinds(every: Sequence[Difference], cache: SnapshotCache) -> list[tuple[str, Phrase, int]]:
    """Give each fact kind that has conflicts, with what it is called and how many there are."""
    counts = Counter(each.kind for each in every)
    known = cache.names.kinds
    return [
        (name, Phrase(best(known[name].labels, cache.language) or name, known[name].iri.value), count)
        for name, count in sorted(counts.items())
        if name in known
    ]
