"""Everything that the page of a thing shows, read for one request."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.graph import Graph
from kg.graph.describe.facts import facts_about
from kg.graph.passages import Passages
from kg.rdf.terms import kind_of, shorten
from kg.web.paging import Listing, listing
from kg.web.request import Request
from kg.web.sentences import RECORDS
from kg.web.snapshot_cache import Kept, kept_of
from kg.web.things.backlinks import Links, incoming_of, links_of
from kg.web.things.lists import Claims, Table, Things, Uses, claims, contents, instances, tables, uses
from kg.web.things.properties import About, read_about
from kg.web.things.rankings import entries_of
from kg.web.things.related import Question, questions
from kg.web.things.sources import Conflict, Sources, ToldFact

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
    facts: Listing[ToldFact]
    links: Links | None
    claims: Claims | None
    instances: Things | None
    contents: Things | None
    uses: Uses | None
    further: tuple[Question, ...]
    is_unfilled: bool
    """Whether it is a ranking without entries."""
    is_read: bool
    """Whether all that points here was read; of very much only the accepted view is asked for."""


def read_thing(graph: Graph, request: Request, thing: NamedNode) -> ThingPage:
    """Read what the page of a thing shows, in the reader's language, each list at the page asked for."""
    kept = kept_of(graph, request.language)
    kind = kind_of(thing) or "ontology"
    sources = Sources(kept, Passages(graph.store, request.documents), thing)
    incoming = incoming_of(kept, thing)
    facts = _facts(kept, thing, kind, incoming.facts)
    in_order, told_apart = tables(kept, thing, facts, sources, request)
    rest = [iri for iri in facts if iri not in told_apart] if told_apart else facts
    page = listing(rest, request, FACTS, "facts")
    is_term = kind == "ontology"
    return ThingPage(
        iri=thing.value,
        curie=shorten(thing),
        kind=kind,
        about=read_about(graph.store, thing, kept.names),
        conflicts=sources.conflicts((*facts[:_FEW], *page.items)),
        tables=in_order,
        facts=page.with_items(sources.facts(page.items)),
        links=links_of(kept, incoming, request),
        claims=claims(kept, thing, sources, request) if kind == "document" else None,
        instances=instances(kept, thing, request) if is_term else None,
        contents=contents(kept, thing, request) if kind == "graph" else None,
        uses=uses(kept, thing, request) if is_term else None,
        further=questions(kept, request, thing) if kind == "document" or facts or incoming.links else (),
        is_unfilled=kind == "ranking" and not entries_of(kept, [thing.value])[thing.value],
        is_read=incoming.is_read,
    )


def _facts(kept: Kept, thing: NamedNode, kind: str, roles: Sequence[str]) -> Sequence[str]:
    """Give the facts of a page: of a record what it states, of anything else those in which it has a role."""
    if kind in RECORDS:
        about = list(kept.graph.store.quads(subject=thing))
        return [fact.value for fact in facts_about(thing, about, kept.names)]
    return roles
