"""The small world that the clients are tested over: three cities, and a company in each of two graphs."""

from pathlib import Path

import pyoxigraph as ox

from kg.store import open_store

EX = "http://example.org/"
HANGZHOU, BEIJING, SHENZHEN = (EX + name for name in ("hangzhou", "beijing", "shenzhen"))
FIRST, SECOND = EX + "graph/first", EX + "graph/second"

TRIG = """
PREFIX ex: <http://example.org/>
ex:hangzhou ex:name "杭州"@zh, "Hangzhou"@en ; ex:people 12520000 ; ex:share 0.5 .
ex:beijing ex:name "北京"@zh, "Beijing"@en ; ex:people 21830000 .
ex:shenzhen ex:name "深圳"@zh, "Shenzhen"@en ; ex:people 17790000 ; ex:note "a \\"b\\", <c> & d\\n第二行" .
GRAPH <http://example.org/graph/first> { ex:alibaba ex:in ex:hangzhou ; ex:name "阿里巴巴"@zh . }
GRAPH <http://example.org/graph/second> { ex:tencent ex:in ex:shenzhen . }
"""
QUADS = frozenset(ox.parse(TRIG, format=ox.RdfFormat.TRIG))
DEFAULT = frozenset(quad.triple for quad in QUADS if isinstance(quad.graph_name, ox.DefaultGraph))
"""The triples of the default graph."""

PREFIX = f"PREFIX ex: <{EX}>\n"
PEOPLE = PREFIX + "SELECT ?city ?people { ?city ex:people ?people } ORDER BY ?city"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(12)) + " }"
"""Counts some ten to the thirteenth solutions: no test waits for it."""


def make(folder: Path) -> Path:
    """Make a store of the small world."""
    with open_store(folder, create=True) as store:
        store.add(QUADS)
    return folder


def triples(text: str | bytes, form: ox.RdfFormat = ox.RdfFormat.N_TRIPLES) -> frozenset[ox.Triple]:
    """What a document says, as pyoxigraph has it."""
    return frozenset(quad.triple for quad in ox.parse(text, format=form))
