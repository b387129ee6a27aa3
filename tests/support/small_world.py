"""A small graph with a ranking, companies, a contradiction, a copy, and claims of every state."""

import hashlib

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from kg.disk import folder
from kg.graph.names import Names
from kg.model.accepted_view import accepted_view
from kg.model.claims import Claim, Span
from kg.model.facts import Fact, make_fact
from kg.model.kinds import FactKind
from kg.model.reviews import Review
from kg.rdf.iris import document_graph, mint
from kg.rdf.turtle import read
from kg.rdf.vocab import GRAPH_ONTOLOGY, GRAPH_REVIEWS, PREFIXES
from kg.store import EmbeddedStore

TEXT = "杭州列第一名，北京列第二名。阿里巴巴总部位于杭州。人工智能占比为70%以上，又说约66%。"
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
FIRST, COPY = mint("document", "first"), mint("document", "copy")
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()

REFERENCE = """
country:china a sl:Country ; skos:prefLabel "中国"@zh-Hans , "China"@en .
province:zhejiang a sl:Province ; sl:partOf country:china ;
    skos:prefLabel "浙江"@zh-Hans , "Zhejiang"@en .
city:hangzhou a sl:City ; skos:prefLabel "杭州"@zh-Hans , "Hangzhou"@en ;
    skos:altLabel "杭城"@zh-Hans ; skos:hiddenLabel "航州"@zh-Hans ; skos:notation "330100" ;
    sl:partOf province:zhejiang .
city:beijing a sl:City ; skos:prefLabel "北京"@zh-Hans , "Beijing"@en ; sl:partOf country:china .
unit:percent a sl:Unit ; skos:prefLabel "%"@zh-Hans , "%"@en .
city:lhasa a sl:City ; skos:prefLabel "拉萨"@zh-Hans , "Lhasa"@en ; sl:partOf country:china .
company:alibaba a sl:Company ; skos:prefLabel "阿里巴巴"@zh-Hans , "Alibaba"@en .
company:baidu a sl:Company ; skos:prefLabel "百度"@zh-Hans , "Baidu"@en .
industry:internet a sl:Industry ; skos:prefLabel "互联网"@zh-Hans , "Internet"@en .
technology:ai a sl:Technology ; skos:prefLabel "人工智能"@zh-Hans , "AI"@en .
ranking:r a sl:Ranking ; skos:prefLabel "榜单"@zh-Hans , "Ranking"@en .
measure:share a sl:Measure ; skos:prefLabel "占比"@zh-Hans , "share"@en .
"""


def put(store: EmbeddedStore, turtle: str, graph: NamedNode | DefaultGraph) -> None:
    found = parse(HEAD + turtle, format=RdfFormat.TURTLE)
    store.add(Quad(q.subject, q.predicate, q.object, graph) for q in found)


def make_world(kinds: dict[str, FactKind]) -> EmbeddedStore:
    """A ranking of two cities, companies, a contradiction, a copied document, and claims of every state."""
    store = EmbeddedStore.in_memory()
    for name in ("suanli", "shapes", "schemes", "reused"):
        quads = read(folder("ontology") / f"{name}.ttl")
        store.add(Quad(q.subject, q.predicate, q.object, GRAPH_ONTOLOGY) for q in quads)
    put(store, REFERENCE, DefaultGraph())
    for document, title in ((FIRST, "第一篇"), (COPY, "转载")):
        said = f'a sl:Article ; dcterms:title "{title}" ; sl:sha256 "{SHA256}" ; sl:codePoints {len(TEXT)} .'
        put(store, f"<{document.value}> {said}", document_graph(document))
    facts = facts_of_the_world(kinds)
    share = {"attributed_to": mint("company", "baidu"), "as_written": "70%以上"}
    claims = [
        Claim(FIRST, facts["hangzhou"].iri, (Span(0, 6),)),
        Claim(COPY, facts["hangzhou"].iri, (Span(0, 6),)),
        Claim(FIRST, facts["beijing"].iri, (Span(7, 13),)),
        Claim(FIRST, facts["base"].iri, (Span(14, 24),)),
        Claim(FIRST, facts["alibaba"].iri, (Span(14, 18),)),
        Claim(FIRST, facts["baidu"].iri, (Span(14, 18),)),
        Claim(FIRST, facts["city field"].iri, (Span(25, 29),)),
        Claim(FIRST, facts["seventy"].iri, (Span(25, 37),), **share),  # type: ignore[arg-type]
        Claim(FIRST, facts["sixty-six"].iri, (Span(38, 43),)),
        Claim(FIRST, facts["rejected"].iri, (Span(0, 2),), rule="guess", rule_version="3"),
        Claim(FIRST, facts["pending"].iri, (Span(0, 2),)),
    ]
    reviews = [Review(c.iri, True, "2026-01-02T03:04:05Z", "Wang", "it says so") for c in claims[:9]]
    reviews.append(Review(claims[9].iri, False, "2026-01-02T03:04:05Z", "Wang", "it says nothing of it"))
    by_iri = {fact.iri: fact for fact in facts.values()}
    for claim in claims:
        mine = (*by_iri[claim.fact].triples(), *claim.triples())
        graph = document_graph(claim.document)
        store.add(Quad(t.subject, t.predicate, t.object, graph) for t in mine)
    store.add(Quad(t.subject, t.predicate, t.object, GRAPH_REVIEWS) for r in reviews for t in r.triples())
    labels = {language: Names(store, language).label for language in ("zh", "en")}
    view = list(accepted_view(by_iri, claims, reviews, {COPY: FIRST}, labels))
    store.add(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in view)
    return store


def facts_of_the_world(kinds: dict[str, FactKind]) -> dict[str, Fact]:
    def made(kind: str, **roles: object) -> Fact:
        return make_fact(kinds[kind], roles)

    share = {"measure": "measure:share", "area": "country:china", "unit": "unit:percent", "isForecast": False}
    base = {"organisation": "company:alibaba", "place": "city:hangzhou", "role": "site:headquarters"}
    return {
        "hangzhou": made("RankingEntry", ranking="ranking:r", place="city:hangzhou", rank=1),
        "beijing": made("RankingEntry", ranking="ranking:r", place="city:beijing", rank=2),
        "base": made("Location", **base),
        "alibaba": made("Activity", organisation="company:alibaba", field="industry:internet"),
        "baidu": made("Activity", organisation="company:baidu", field="industry:internet"),
        "city field": made("PlaceField", place="city:hangzhou", field="technology:ai"),
        "seventy": made("Statistic", **share, value=70, bound="bound:at-least"),
        "sixty-six": made("Statistic", **share, value=66, bound="bound:about"),
        "rejected": made("Location", **{**base, "place": "city:beijing"}),
        "pending": made("Location", **{**base, "organisation": "company:baidu"}),
    }
