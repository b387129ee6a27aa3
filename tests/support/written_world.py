"""A small graph to write out, any quads at all, and what comes back when they are read."""

import io

import pyoxigraph as ox
from hypothesis import strategies as st

from kg.graph.export import write_triples
from kg.rdf.iris import expand

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"

TWO_CITIES = """
@prefix city: <https://w3id.org/suanli/id/city/> . @prefix province: <https://w3id.org/suanli/id/province/> .
@prefix company: <https://w3id.org/suanli/id/company/> . @prefix fact: <https://w3id.org/suanli/id/fact/> .
@prefix graph: <https://w3id.org/suanli/id/graph/> . @prefix sl: <https://w3id.org/suanli/ontology/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> . @prefix dcterms: <http://purl.org/dc/terms/> .
city:hangzhou a sl:City ; skos:prefLabel "杭州市"@zh-Hans, "Hangzhou"@en, "Hángzhōu"@zh-Latn-pinyin ;
    skos:altLabel "杭州"@zh-Hans, "Hangchow"@en, "a | b"@en ; wgs84:lat 30.25 ; sl:partOf province:zhejiang .
city:ningbo a sl:City ; skos:prefLabel "宁波市"@zh-Hans ; sl:partOf province:zhejiang .
province:zhejiang a sl:Province ; skos:prefLabel "浙江省"@zh-Hans, "Zhejiang"@en .
company:alibaba a sl:Company ; skos:prefLabel "阿里巴巴"@zh-Hans, "Alibaba"@en ; sl:basedIn city:hangzhou ;
    sl:founded 1999 ; sl:listed true .
fact:location-1 a sl:Location ; sl:organisation company:alibaba ; sl:place city:hangzhou .
graph:reviews { city:hangzhou dcterms:source "a review" . }
"""


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


def typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def written(quads, form: str) -> bytes:
    out = io.BytesIO()
    write_triples(quads, form, out)
    return out.getvalue()


def same(some, others) -> bool:
    """Say whether two sets of quads are one but for the labels of blank nodes."""
    one, two = ox.Dataset(some), ox.Dataset(others)
    one.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    two.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(one) == set(two)


# RDF formats

RDF = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
FEW = st.sampled_from(
    [node("a"), node("a-b"), ox.NamedNode("city:hangzhou"), expand("city:hangzhou"), expand("sl:City")]
)
PREDICATES = st.sampled_from([node("p"), node("q"), expand("rdf:type"), expand("skos:prefLabel")])
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    st.builds(lambda t: ox.Literal(t, language="zh-Hans"), TEXTS),
    st.builds(
        typed,
        st.sampled_from(["1", "01", "-0", "9" * 20, "1.0", "true", "1E0"]) | TEXTS,
        st.sampled_from(["integer", "boolean", "double", "decimal", "date"]),
    ),
)
BLANKS = st.sampled_from([ox.BlankNode("a"), ox.BlankNode("b")])
QUADS = st.builds(
    ox.Quad,
    FEW | BLANKS,
    PREDICATES,
    FEW | BLANKS | LITERALS,
    st.sampled_from([ox.DefaultGraph(), node("g"), ox.NamedNode("city:g"), ox.BlankNode("b")]),
)
