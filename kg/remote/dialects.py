"""What engines do differently, as a table: their addresses, their default graph, their limits.

All verbs mean the same over each of them. Where an engine's own default graph is the union of all graphs,
ours is kept in a named graph, and every query is told so.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from pyoxigraph import NamedNode

from kg.errors import BadTerm, nearest
from kg.remote.addresses import Addresses
from kg.vocab import PREFIXES

DEFAULT_GRAPH = NamedNode(PREFIXES["graph"] + "default")
"""Where our default graph is kept in an engine that has none of its own."""

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one engine does its own way."""

    name: str
    title: str
    server: str = ""
    """How it calls itself in the header `Server`."""
    ends: tuple[tuple[str, str, str], ...] = ()
    """How the paths of its query, update and graph-store addresses end; the first that fits counts."""
    ends_logged_in: tuple[tuple[str, str, str], ...] = ()
    """The same where somebody is logged in, if that is another."""
    default_graph: NamedNode | None = None
    """Where our default graph is kept; None where it is the engine's own."""
    hides: tuple[str, ...] = ()
    """Graphs of the engine's own, which are nobody's data."""
    lists_graphs: bool = False
    """Whether a query that names its default graph must list the named ones too."""
    updates_by_parameter: bool = False
    """Whether `default-graph-uri` also tells an update what its default graph is."""
    rewrites_updates: bool = False
    """Whether the text of an update must say what its default graph is."""
    rows: str = JSON
    """The media type of rows that it gets right."""
    blank_prefix: bytes = b""
    """What it writes before the label of a blank node, where no label may have it."""
    batch: int = 20_000
    """How many quads go into one update."""
    is_atomic: bool = False
    """Whether a request of several operations is carried out whole or not at all."""

    def neighbours(self, query: str, *, logged_in: bool) -> Addresses:
        """Give the addresses that go with a query address, as far as this engine's customs tell."""
        parts = urlsplit(query)
        path = parts.path.rstrip("/")
        for end, update, store in (self.ends_logged_in if logged_in else ()) + self.ends:
            if path.endswith(end):
                base = path.removesuffix(end)
                return Addresses(
                    query,
                    urlunsplit(parts._replace(path=base + update, query="")),
                    urlunsplit(parts._replace(path=base + store, query="")) if store else None,
                )
        return Addresses(query)


STANDARD = Dialect(
    name="standard",
    title="SPARQL 1.1",
    ends=(("/query", "/update", "/store"), ("/sparql", "/update", "/store")),
)
UNION = Dialect(
    name="union",
    title="SPARQL 1.1, with the union of all graphs as default graph",
    ends=STANDARD.ends,
    default_graph=DEFAULT_GRAPH,
    lists_graphs=True,
    rewrites_updates=True,
)

DIALECTS = {
    dialect.name: dialect
    for dialect in (
        STANDARD,
        UNION,
        Dialect(
            name="suanli",
            title="kg serve",
            server="suanli",
            ends=(("/sparql", "/update", "/store"),),
            is_atomic=True,
        ),
        Dialect(
            name="oxigraph",
            title="Oxigraph",
            server="Oxigraph/",
            ends=(("/query", "/update", "/store"), ("/sparql", "/update", "/store")),
            is_atomic=True,
        ),
        Dialect(
            name="virtuoso",
            title="Virtuoso",
            server="Virtuoso/",
            ends=(("/sparql", "/sparql", "/sparql-graph-crud"),),
            ends_logged_in=(
                ("/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth"),
                ("/sparql", "/sparql-auth", "/sparql-graph-crud-auth"),
            ),
            default_graph=DEFAULT_GRAPH,
            hides=(
                "http://www.openlinksw.com/schemas/virtrdf#",
                "http://www.openlinksw.com/virtrdf-data-formats#",
                "http://www.w3.org/ns/ldp#",
                "http://www.w3.org/2002/07/owl#",
                "http://localuriqaserver/sparql",
                "http://localhost:8890/sparql",
                "http://localhost:8890/DAV/",
            ),
            # `NOT FROM NAMED` and its like would leave our default graph out of the default graph too.
            lists_graphs=True,
            updates_by_parameter=True,
            # Its JSON writes true as "1"; its bnode labels have a scheme and two slashes.
            rows=XML,
            blank_prefix=b"nodeID://",
            # A longer update becomes more SQL than its compiler takes.
            batch=500,
        ),
        Dialect(
            name="fuseki",
            title="Apache Jena Fuseki",
            server="Apache Jena Fuseki",
            ends=(("/query", "/update", "/data"), ("/sparql", "/update", "/data"), ("", "/update", "/data")),
            is_atomic=True,
        ),
        Dialect(
            name="graphdb",
            title="GraphDB",
            server="GraphDB",
            ends=(("", "/statements", "/rdf-graphs/service"),),
            default_graph=NamedNode("http://rdf4j.org/schema/rdf4j#nil"),
            lists_graphs=True,
            is_atomic=True,
        ),
        Dialect(
            name="stardog",
            title="Stardog",
            server="Stardog",
            ends=(("/query", "/update", ""),),
            is_atomic=True,
        ),
        Dialect(
            name="neptune",
            title="Amazon Neptune",
            ends=(("/sparql", "/sparql", "/sparql/gsp/"),),
            default_graph=NamedNode("http://aws.amazon.com/neptune/vocab/v01/DefaultNamedGraph"),
            lists_graphs=True,
            is_atomic=True,
        ),
    )
}
"""The engines, by the name that `--engine` knows."""


def named(name: str) -> Dialect:
    """Give the engine of a name.

    Raises:
        BadTerm: There is none.
    """
    if name not in DIALECTS:
        near = ", ".join(nearest(name, DIALECTS) or DIALECTS)
        raise BadTerm(
            value=name,
            wanted={"en": "an engine that is known", "zh": "已知的引擎"},
            remedy={"en": f"use one of: {near}", "zh": f"可用：{near}"},
        )
    return DIALECTS[name]


def of_server(server: str) -> Dialect:
    """Give the engine that calls itself so; `STANDARD` for any other."""
    return next((d for d in DIALECTS.values() if d.server and server.startswith(d.server)), STANDARD)
