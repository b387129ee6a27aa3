"""The formats in which statements, rows and networks are read and written: names, suffixes, media types.

Tables only, and without the engine: the command line lists them before anything is loaded. Tables by name
are in the order in which people see them, tables by media type in the order of preference.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Args:
        title: What people call it.
        media_type: As HTTP names it.
        suffix: How a file's name ends, without the dot.
        others: Other suffixes that mean the same.
        has_graphs: Whether named graphs are kept; where not, all triples go into one graph.
    """

    title: str
    media_type: str
    suffix: str
    others: tuple[str, ...] = ()
    has_graphs: bool = False

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Every suffix that means this format."""
        return (self.suffix, *self.others)

    @property
    def rdf(self) -> "RdfFormat":
        """What the engine calls a format of statements."""
        from pyoxigraph import RdfFormat

        known = RdfFormat.from_media_type(self.media_type)
        assert known is not None, f"{self.title} is no format of statements"
        return known

    @property
    def results(self) -> "QueryResultsFormat":
        """What the engine calls a format of rows."""
        from pyoxigraph import QueryResultsFormat

        known = QueryResultsFormat.from_media_type(self.media_type)
        assert known is not None, f"{self.title} is no format of rows"
        return known


RDF = {
    "turtle": Format("Turtle", "text/turtle", "ttl"),
    "trig": Format("TriG", "application/trig", "trig", has_graphs=True),
    "ntriples": Format("N-Triples", "application/n-triples", "nt"),
    "nquads": Format("N-Quads", "application/n-quads", "nq", has_graphs=True),
    "jsonld": Format("JSON-LD", "application/ld+json", "jsonld", ("json",), has_graphs=True),
    "rdfxml": Format("RDF/XML", "application/rdf+xml", "rdf", ("owl", "xml")),
}
"""Formats of statements that are read and written, by the names that `--format` knows."""
TABLES = {"csv": Format("CSV", "application/zip", "zip")}
"""Statements as a table a class, which are written only."""
NETWORKS = {
    "graphml": Format("GraphML", "application/graphml+xml", "graphml"),
    "gexf": Format("GEXF", "application/gexf+xml", "gexf"),
}
"""Formats of nodes and links, which are written only."""
ROWS = {
    "csv": Format("CSV", "text/csv", "csv"),
    "tsv": Format("TSV", "text/tab-separated-values", "tsv"),
    "json": Format("JSON", "application/sparql-results+json", "json", ("srj",)),
    "xml": Format("XML", "application/sparql-results+xml", "xml", ("srx",)),
}
"""What a SELECT is written in; JSON and XML are what an ASK is written in too."""

BY_SUFFIX = {suffix: known for known in RDF.values() for suffix in known.suffixes}
"""What a file of statements holds, by how its name ends."""

RESULTS = {
    **{ROWS[name].media_type: ROWS[name] for name in ("json", "xml", "csv", "tsv")},
    "application/json": ROWS["json"],
    "application/xml": ROWS["xml"],
    "text/xml": ROWS["xml"],
    "text/plain": ROWS["tsv"],
}
"""What the service answers a SELECT or an ASK in, by media type; the first is what it would rather send.

Source: https://www.w3.org/TR/sparql11-protocol/#query-success
"""

_N3 = Format("N3", "text/n3", "n3")
_TRIPLES = (*(RDF[name] for name in ("turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads")), _N3)

TRIPLES = {
    **{known.media_type: known for known in _TRIPLES},
    "application/x-turtle": RDF["turtle"],
    "application/turtle": RDF["turtle"],
    "text/plain": RDF["ntriples"],
    "application/json": RDF["jsonld"],
    "application/xml": RDF["rdfxml"],
    "text/xml": RDF["rdfxml"],
}
"""What the service answers a CONSTRUCT, a DESCRIBE or a graph in, and reads a graph from."""

QUADS = {known.media_type: known for known in RDF.values() if known.has_graphs}
"""What the service answers a whole dataset in, and reads one from."""

_NAMED = (*ROWS.items(), *RDF.items(), ("n3", _N3))

SHORT = {
    word: ", ".join(other.media_type for name, other in _NAMED if word in (name, *other.suffixes))
    for name, known in _NAMED
    for word in (name, *known.suffixes)
}
"""Media types by a short word, for people who write addresses by hand (`format=ttl`).

"json" and "xml" mean those of rows and those of statements: which of them is sent depends on the answer.
"""
