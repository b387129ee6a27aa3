"""The home page, and the search for things by any of their names."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.errors import KgError
from kg.graph import Graph
from kg.graph.search import Match
from kg.language import language_tag
from kg.rdf.iris import expand, kind_of, shorten
from kg.rdf.vocab import KINDS, STATEMENT_KINDS, term
from kg.service.workers.reply import Reply
from kg.web.linked_text import Phrase
from kg.web.paging import page_for
from kg.web.replies import as_json, wants_json
from kg.web.request import Request
from kg.web.snapshot_cache import SnapshotCache, cache_of
from kg.web.templates import page
from kg.web.things.lists import rankings

RESULTS = 40
"""How many things a page of results has."""
MOST_FOUND = 1_000
"""How many things one search finds; whoever sees so many will rather say more of the name."""
NEWEST = 5
"""How many documents the home page names."""
RANKINGS = 12
"""How many rankings it names."""

_DATE = term("dcterms:date")
# Where names of things are meant; the empty kind is what is not ours, such as classes.
_THINGS = frozenset({*KINDS, ""} - STATEMENT_KINDS)


@dataclass(frozen=True, slots=True)
class Document:
    """A document, with its date as written, or ""."""

    name: Phrase
    date: str


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that was found.

    Attributes:
        name: What it is called.
        kind: What it is.
        whole: What it is part of, or None.
        matched: The name that the search found, where it is another.
        curie: Its CURIE.
    """

    name: Phrase
    kind: Phrase | None
    whole: Phrase | None
    matched: Phrase | None
    curie: str


def home(graph: Graph, request: Request) -> Reply:
    """Say what there is, and lead to it."""
    cache = cache_of(graph, request.language)
    summary = cache.summary
    known = cache.known_differences
    newest, more = rankings(cache, RANKINGS)
    return page(
        "home.html",
        graph,
        request,
        facts=cache.fact_count,
        summary=summary,
        contradictions=known.contradictions if known is not None else None,
        kinds=_kinds(cache),
        rankings=newest,
        more_rankings=more,
        documents=_newest(cache),
        ranking_class=term("sl:Ranking").value,
    )


def _phrases(cache: SnapshotCache, iris: Sequence[str]) -> list[Phrase]:
    labels = cache.labels(iris)
    return [Phrase(labels[iri], iri) for iri in iris]


def _newest(cache: SnapshotCache) -> list[Document]:
    """Give the documents with the latest dates."""
    dates = {iri: _date(cache, iri) for iri in cache.summary.documents}
    latest = sorted(dates, key=lambda iri: (dates[iri], iri), reverse=True)[:NEWEST]
    return [Document(Phrase(cache.names.label(NamedNode(iri)), iri), dates[iri]) for iri in latest]


def _date(cache: SnapshotCache, iri: str) -> str:
    found = (q.object for q in cache.graph.store.quads(NamedNode(iri), _DATE))
    return max((o.value for o in found if isinstance(o, Literal)), default="")


def _kinds(cache: SnapshotCache) -> list[tuple[Phrase, int]]:
    """Give the classes of things, without the kinds of fact, the greatest first."""
    facts = {kind.iri.value for kind in cache.names.kinds.values()}
    ours = {term(f"sl:{name}").value for name in KINDS.values()}
    counts = {iri: count for iri, count in cache.summary.classes.items() if iri in ours and iri not in facts}
    ordered = sorted(counts, key=lambda iri: (-counts[iri], iri))
    return [(phrase, counts[phrase.iri]) for phrase in _phrases(cache, ordered)]


def search(graph: Graph, request: Request) -> Reply:
    """Find things by any name, pinyin, initials, CURIE or IRI; without a name, say what can be found.

    As JSON it is a list as `kg find --json` prints it.

    Raises:
        BadInput: `format` is neither `html` nor `json`.
    """
    for_machines = wants_json(request)
    cache = cache_of(graph, request.language)
    text = request.first("q").strip()[:200]
    kind = request.first("kind") if request.first("kind") in KINDS else ""
    if not text and for_machines:
        return as_json(())
    if not text:
        return page(
            "search.html", graph, request, text="", kind="", kinds=_choices(cache), browse=_kinds(cache)
        )
    matches = _named_exactly(graph, text) + graph.find(text, [kind] if kind else _THINGS, MOST_FOUND)
    once = list({match.iri: match for match in reversed(matches)}.values())[::-1]
    if for_machines:
        return as_json(graph.as_json(once))
    shown = page_for(request, once, RESULTS, is_cut=len(once) >= MOST_FOUND)
    near = [] if once else graph.near(text, [kind] if kind else None)
    return page(
        "search.html",
        graph,
        request,
        text=text,
        kind=kind,
        kinds=_choices(cache),
        browse=(),
        found=shown.map(lambda match: _found(cache, match)),
        near=[_found(cache, match) for match in near],
    )


def _named_exactly(graph: Graph, text: str) -> list[Match]:
    """Give the thing whose CURIE or IRI was typed."""
    if ":" not in text:
        return []
    try:
        iri = expand(text)
    except KgError:
        return []
    return [Match(iri, shorten(iri), "", "exact")] if graph.speaks_of(iri) else []


def _choices(cache: SnapshotCache) -> list[tuple[str, str]]:
    """Give the kinds that a search can be narrowed to, by what they are called."""
    kinds = [kind for kind, name in KINDS.items() if cache.summary.classes.get(term(f"sl:{name}").value)]
    named = [(kind, cache.names.label(term(f"sl:{KINDS[kind]}"))) for kind in (*kinds, "fact")]
    return sorted(named, key=lambda pair: pair[1].casefold())


def _found(cache: SnapshotCache, match: Match) -> Found:
    name = cache.names.label(match.iri)
    kind = kind_of(match.iri)
    kind_class = term(f"sl:{KINDS[kind]}") if kind else None
    whole = cache.graph.wholes([match.iri]).get(match.iri)
    tag = language_tag(match.language)
    return Found(
        name=Phrase(name, match.iri.value),
        kind=Phrase(cache.names.label(kind_class), kind_class.value) if kind_class else None,
        whole=Phrase(cache.names.label(whole), whole.value) if whole else None,
        matched=Phrase(match.label, tag=tag) if match.label != name else None,
        curie=shorten(match.iri),
    )
