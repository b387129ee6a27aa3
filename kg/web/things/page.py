"""The page of a thing: the form it is wanted in, all that it shows, and what it says of an unknown thing."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.errors import UnknownName
from kg.graph import Graph
from kg.graph.describe.description import Page
from kg.graph.describe.facts import facts_about
from kg.graph.passages import Passages
from kg.rdf.iris import kind_of, local_name, shorten
from kg.rdf.vocab import STATEMENT_KINDS
from kg.service.workers.reply import Reply
from kg.web.links import iri_of, path_of, url
from kg.web.paging import page_for
from kg.web.replies import HTML, PAGE, as_text, refused, wanted
from kg.web.request import Request
from kg.web.snapshot_cache import SnapshotCache, cache_of
from kg.web.templates import page
from kg.web.things.backlinks import Links, backlinks_of, links_of
from kg.web.things.lists import (
    Table,
    Things,
    Uses,
    claims,
    contents,
    entries_of,
    instances,
    tables,
    uses,
)
from kg.web.things.properties import About, read_about
from kg.web.things.rdf import DESCRIPTIONS, described
from kg.web.things.related import Question, questions
from kg.web.things.sources import Conflict, FactOnPage, Sources

_FORMATS = PAGE | DESCRIPTIONS


def thing(graph: Graph, request: Request) -> Reply:
    """Answer for the thing whose IRI ends in this path: a page for people, or RDF.

    Raises:
        BadInput: `format` is none that there is.
        UnknownName: The path is no IRI.
    """
    iri = iri_of(request.path)
    if iri is None:
        raise UnknownName(value=request.path)
    name = wanted(request, _FORMATS)
    if name is None:
        return refused(request, _FORMATS)
    if not graph.speaks_of(iri):
        return _unknown(graph, request, iri, name)
    headers = (("Link", _alternates(iri)),)
    if name == HTML:
        return page("thing.html", graph, request, headers=headers, it=read_thing(graph, request, iri))
    return described(graph, request, iri, name, headers)


def _alternates(iri: NamedNode) -> str:
    path = path_of(iri.value) or ""
    return ", ".join(
        f'<{url(path, [("format", known.suffix)])}>; rel="alternate"; type="{known.media_type}"'
        for known in _FORMATS.values()
    )


def _unknown(graph: Graph, request: Request, iri: NamedNode, name: str) -> Reply:
    near = graph.near_iris(iri)
    if name != HTML:
        error = UnknownName(value=shorten(iri), near=", ".join(shorten(other) for other in near))
        return as_text(error, request, 404)
    names = graph.names.labels(near)
    found = [(other.value, names.get(other, shorten(other))) for other in near]
    return page(
        "unknown.html", graph, request, status=404, wanted=iri.value, near=found, last=local_name(iri)
    )


FACTS = 25
"""How many facts a page has."""

# Of so many facts at most all conflicts are told at the top; of more, those of the page that is shown.
_FEW = 500


@dataclass(frozen=True, slots=True)
class ThingPage:
    """Everything that the page of a thing shows."""

    iri: str
    curie: str
    kind: str
    """The folder in its IRI: "city"; "ontology" for a term of the ontology."""
    about: About
    conflicts: tuple[Conflict, ...]
    tables: tuple[Table, ...]
    facts: Page[FactOnPage]
    links: Links | None
    claims: Page[FactOnPage] | None
    instances: Things | None
    contents: Things | None
    uses: Uses | None
    related: tuple[Question, ...]
    is_unfilled: bool
    """Whether it is a ranking without entries."""
    is_read: bool
    """Whether all that points here was read; of very much only the accepted view is asked for."""


def read_thing(graph: Graph, request: Request, thing: NamedNode) -> ThingPage:
    """Read what the page of a thing shows, in the reader's language, each list at the page asked for."""
    cache = cache_of(graph, request.language)
    kind = kind_of(thing) or "ontology"
    sources = Sources(cache, Passages(graph.store, request.documents), thing)
    backlinks = backlinks_of(cache, thing)
    facts = _facts(cache, thing, kind, backlinks.facts)
    in_order, told_apart = tables(cache, thing, facts, sources, request)
    rest = [iri for iri in facts if iri not in told_apart] if told_apart else facts
    page = page_for(request, rest, FACTS, "facts")
    is_term = kind == "ontology"
    return ThingPage(
        iri=thing.value,
        curie=shorten(thing),
        kind=kind,
        about=read_about(graph.store, thing, cache.names),
        conflicts=sources.conflicts((*facts[:_FEW], *page.items)),
        tables=in_order,
        facts=page.with_items(sources.facts(page.items)),
        links=links_of(cache, backlinks, request),
        claims=claims(cache, thing, sources, request) if kind == "document" else None,
        instances=instances(cache, thing, request) if is_term else None,
        contents=contents(cache, thing, request) if kind == "graph" else None,
        uses=uses(cache, thing, request) if is_term else None,
        related=questions(cache, request, thing) if kind == "document" or facts or backlinks.links else (),
        is_unfilled=kind == "ranking" and not entries_of(cache, [thing.value])[thing.value],
        is_read=backlinks.is_read,
    )


def _facts(cache: SnapshotCache, thing: NamedNode, kind: str, roles: Sequence[str]) -> Sequence[str]:
    """Give the facts of a page: of a record what it states, of anything else those in which it has a role."""
    if kind in STATEMENT_KINDS:
        about = list(cache.graph.store.quads(subject=thing))
        return [fact.value for fact in facts_about(thing, about, cache.names)]
    return roles
