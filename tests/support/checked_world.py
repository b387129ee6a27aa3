"""A small graph to break: places, a company, a ranking, measures; and claims put into it."""

from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from kg.disk import folder
from kg.graph.names import Names
from kg.model.accepted_view import accepted_view
from kg.model.claims import Claim, Span
from kg.model.facts import Fact, make_fact
from kg.model.kinds import FactKind
from kg.model.reviews import Review
from kg.rdf.index import Index
from kg.rdf.iris import document_graph, mint
from kg.rdf.turtle import read
from kg.rdf.vocab import GRAPH_ONTOLOGY, GRAPH_REVIEWS, PREFIXES
from kg.store import EmbeddedStore
from kg.validate import Finding, validate
from kg.validate.finding_text import FindingWriter

CHECKS = folder("ontology") / "checks.ttl"
DOCUMENT = mint("document", "d")
VIEW = DefaultGraph()
OF_DOCUMENT = document_graph(DOCUMENT)
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
HASH = "0" * 64

REFERENCE = """
country:china a sl:Country ; skos:prefLabel "中国"@zh-Hans , "China"@en .
province:zhejiang a sl:Province ; skos:prefLabel "浙江"@zh-Hans , "Zhejiang"@en ; skos:notation "330000" ;
    wgs84:lat 29.2 ; wgs84:long 120.5 ; sl:partOf country:china .
city:hangzhou a sl:City ; skos:prefLabel "杭州"@zh-Hans , "Hangzhou"@en ; skos:notation "330100" ;
    wgs84:lat 30.3 ; wgs84:long 120.2 ; sl:partOf province:zhejiang .
unit:count a sl:Unit ; skos:prefLabel "个"@zh-Hans , "items"@en .
company:alibaba a sl:Company ; skos:prefLabel "阿里巴巴"@zh-Hans , "Alibaba"@en .
report:r a sl:Edition ; skos:prefLabel "报告"@zh-Hans , "Report"@en .
ranking:r a sl:Ranking ; skos:prefLabel "榜单"@zh-Hans , "Ranking"@en ; sl:edition report:r ;
    sl:rankedClass sl:City .
measure:market a sl:Measure ; skos:prefLabel "市场"@zh-Hans , "market"@en .
measure:compute a sl:Measure ; skos:prefLabel "算力"@zh-Hans , "compute"@en ; sl:partOf measure:market .
measure:growth a sl:Measure ; skos:prefLabel "增长"@zh-Hans , "growth"@en ; sl:growthOf measure:market .
measure:share a sl:Measure ; skos:prefLabel "占比"@zh-Hans , "share"@en ; sl:shareOf measure:market ;
    sl:shareTakenBy measure:compute .
"""


def triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(HEAD + turtle, format=RdfFormat.TURTLE)]


def put(store: EmbeddedStore, turtle: str, graph: NamedNode | DefaultGraph = VIEW) -> EmbeddedStore:
    store.add(Quad(t.subject, t.predicate, t.object, graph) for t in triples(turtle))
    return store


def claimed(store: EmbeddedStore, *facts: Fact, verdicts: tuple[bool, ...] = ()) -> list[Claim]:
    """Put facts into the store with a claim and a review each, and those that are accepted into the view."""
    claims = [Claim(DOCUMENT, fact.iri, (Span(2 * n, 2 * n + 2),)) for n, fact in enumerate(facts)]
    decided = verdicts or (True,) * len(facts)
    reviews = [
        Review(claim.iri, verdict, "2026-01-01T00:00:00Z", "somebody", "it is so")
        for claim, verdict in zip(claims, decided, strict=True)
    ]
    labels = {language: Names(store, language).label for language in ("zh", "en")}
    view = accepted_view({f.iri: f for f in facts}, claims, reviews, {}, labels)
    graphs = (
        (OF_DOCUMENT, [t for part in (*facts, *claims) for t in part.triples()]),
        (GRAPH_REVIEWS, [t for review in reviews for t in review.triples()]),
        (VIEW, list(view)),
    )
    for graph, some in graphs:
        store.add(Quad(t.subject, t.predicate, t.object, graph) for t in some)
    return claims


def world() -> EmbeddedStore:
    """The ontology, a handful of things, and a document of a hundred characters."""
    store = EmbeddedStore.in_memory()
    for path in sorted(folder("ontology").glob("*.ttl")):
        store.add(Quad(q.subject, q.predicate, q.object, GRAPH_ONTOLOGY) for q in read(path))
    put(store, REFERENCE)
    document = f'document:d a sl:Article ; dcterms:title "文章" ; sl:sha256 "{HASH}" ; sl:codePoints 100 .'
    return put(store, document, OF_DOCUMENT)


def entry(kinds: dict[str, FactKind], **roles: object) -> Fact:
    return make_fact(kinds["RankingEntry"], {"ranking": "ranking:r", "place": "city:hangzhou"} | roles)


def figure(kinds: dict[str, FactKind], measure: str, value: object, period: str, **roles: object) -> Fact:
    given_roles = {
        "measure": f"measure:{measure}",
        "area": "country:china",
        "period": period,
        "value": value,
        "unit": "unit:percent" if measure in ("growth", "share") else "unit:usd",
        "bound": "bound:exactly",
        "isForecast": False,
    }
    return make_fact(kinds["Statistic"], given_roles | roles)


def location(kinds: dict[str, FactKind]) -> Fact:
    roles = {"organisation": "company:alibaba", "place": "city:hangzhou", "role": "site:headquarters"}
    return make_fact(kinds["Location"], roles)


def writer(store: EmbeddedStore) -> FindingWriter:
    return FindingWriter(store, Index(store.quads(graph=GRAPH_ONTOLOGY)))


def findings(store: EmbeddedStore, documents: Path | None = None) -> dict[str, Finding]:
    return {f"{finding.check} {finding.thing}": finding for finding in validate(store, documents).findings}
