"""A thing in RDF: what is said of it, its facts, who says so where it is a record, and what that is called.

In every format that a graph of triples can be written in, each in its one form.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Triple

from kg.graph import Graph
from kg.graph.describe.description import Page
from kg.graph.export import one_graph, write_triples
from kg.graph.records import claims_of
from kg.rdf.formats import RDF
from kg.rdf.iris import kind_of
from kg.rdf.vocab import LABEL_PROPERTIES, A, term
from kg.service.negotiation import with_charset
from kg.service.workers.reply import Reply
from kg.store import Store
from kg.web.links import path_of, url
from kg.web.paging import page_for
from kg.web.replies import VARY
from kg.web.request import Request
from kg.web.snapshot_cache import cache_of
from kg.web.things.backlinks import backlinks_of

FACTS = 1_000
"""How many facts one answer has; a Link header leads to the next."""

DESCRIPTIONS = {name: RDF[name] for name in ("turtle", "jsonld", "ntriples", "rdfxml")}
"""The formats that the triples of a thing, or of a query, are sent in."""


def described(
    graph: Graph, request: Request, thing: NamedNode, name: str, headers: tuple[tuple[str, str], ...]
) -> Reply:
    """Describe a thing in one of `DESCRIPTIONS`; a named graph is described by all that it holds.

    Raises:
        BadFile: It cannot be written in that format: RDF/XML has no element for every property.
    """
    body = BytesIO()
    sent = (*VARY, *headers)
    content_type = with_charset(DESCRIPTIONS[name].media_type)
    if kind_of(thing) == "graph":
        write_triples(one_graph(graph.store, thing), name, body)
        return Reply(body.getvalue(), content_type, 200, sent)
    page = _facts(graph, request, thing)
    write_triples(_about(graph.store, thing, map(NamedNode, page.items)), name, body)
    return Reply(body.getvalue(), content_type, 200, (*sent, *_neighbours(thing, page, request)))


def _facts(graph: Graph, request: Request, thing: NamedNode) -> Page[str]:
    store = graph.store
    match kind_of(thing):
        case "claim":
            stated = store.quads(thing, term("sl:states"))
            found: Sequence[str] = [q.object.value for q in stated if isinstance(q.object, NamedNode)]
        case "fact":
            found = [thing.value]
        case "document":
            found = sorted({claim.fact.value for claim in claims_of(store, document=thing)})
        case _:
            found = backlinks_of(cache_of(graph, request.language), thing).facts
    return page_for(request, found, FACTS)


def _about(store: Store, thing: NamedNode, facts: Iterable[NamedNode]) -> Iterator[Triple]:
    """Give the statements of a description, each once."""
    given: dict[Triple, None] = {}
    for triple in _statements(store, thing, facts):
        given.setdefault(triple)
    things = {end for triple in given for end in (triple.object, triple.predicate)}
    for end in things - {thing}:
        if isinstance(end, NamedNode):
            for predicate in (A, *LABEL_PROPERTIES):
                given.update(dict.fromkeys(quad.triple for quad in store.quads(end, predicate)))
    yield from given


def _statements(store: Store, thing: NamedNode, facts: Iterable[NamedNode]) -> Iterator[Triple]:
    yield from _with_blanks(store, thing)
    record = kind_of(thing)
    for fact in facts:
        accepted = [quad.triple for quad in store.quads(fact, graph=DefaultGraph())]
        # What nobody accepted is told only where somebody asks for that very fact, claim or document.
        is_asked = record in ("fact", "claim", "document")
        yield from accepted or ((q.triple for q in store.quads(fact)) if is_asked else ())
        if is_asked:
            yield from _claimed(store, fact, thing)


def _claimed(store: Store, fact: NamedNode, thing: NamedNode) -> Iterator[Triple]:
    """Give the claims of a fact with their evidence and reviews; for a claim or a document only its own."""
    for claim in claims_of(store, fact):
        if kind_of(thing) != "fact" and thing not in (claim.iri, claim.document):
            continue
        for quad in store.quads(claim.iri):
            yield quad.triple
            if quad.predicate == term("sl:evidence") and isinstance(quad.object, NamedNode):
                yield from (found.triple for found in store.quads(quad.object))
        for review in store.quads(predicate=term("sl:reviewOf"), object=claim.iri):
            yield from (found.triple for found in store.quads(review.subject))


def _with_blanks(store: Store, thing: NamedNode) -> Iterator[Triple]:
    """Give what is said of a thing, and of the blank nodes that this speaks of."""
    waiting: list[NamedNode | BlankNode] = [thing]
    met = set(waiting)
    while waiting:
        for quad in store.quads(waiting.pop()):
            yield quad.triple
            if isinstance(quad.object, BlankNode) and quad.object not in met:
                met.add(quad.object)
                waiting.append(quad.object)


def _neighbours(thing: NamedNode, page: Page[str], request: Request) -> tuple[tuple[str, str], ...]:
    """Give a Link header to the pages before and after, where the facts of a thing do not fit on one."""
    if page.pages == 1:
        return ()
    path = path_of(thing.value) or ""
    form = [("format", request.first("format"))]
    near = (("prev", page.number - 1), ("next", page.number + 1))
    links = (
        f'<{url(path, [*form, ("page", str(number))])}>; rel="{rel}"'
        for rel, number in near
        if 1 <= number <= page.pages
    )
    return (("Link", ", ".join(links)),)
