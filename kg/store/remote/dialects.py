"""What engines do differently, as a table: their addresses, their default graph, their limits.

All verbs mean the same over each of them. Where an engine's own default graph is the union of all graphs,
ours is kept in a named graph, and every query is told so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.message import Message
from urllib.parse import urlsplit, urlunsplit

from pyoxigraph import NamedNode

from kg.errors import BadTerm, nearest
from kg.language import Text
from kg.rdf.vocab import term
from kg.store.remote.login import Addresses

DEFAULT_GRAPH = term("graph:default")
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
    header: str = ""
    """A header that no other engine sends."""
    path: str = ""
    """What stands in the path of its addresses and of nobody else's."""
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
    relabels: bool = False
    """Whether each answer of it labels blank nodes from the start again, so that two share a label."""
    batch: int = 20_000
    """How many quads go into one update."""
    is_atomic: bool = False
    """Whether a request of several operations is carried out whole or not at all."""

    def customary_addresses(self, query: str, *, logged_in: bool) -> Addresses:
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
# Its own name of its default graph, rdf4j:nil, is that of a named graph where something is inserted.
_RDF4J = replace(
    UNION,
    name="rdf4j",
    title="RDF4J Server",
    ends=(("", "/statements", "/rdf-graphs/service"),),
    is_atomic=True,
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
            # Releases have no header `Server`.
            server="Apache Jena Fuseki",
            header="Fuseki-Request-Id",
            relabels=True,
            ends=(("/query", "/update", "/data"), ("/sparql", "/update", "/data"), ("", "/update", "/data")),
            is_atomic=True,
        ),
        replace(_RDF4J, name="graphdb", title="GraphDB", server="GraphDB"),
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
            rewrites_updates=True,
            is_atomic=True,
        ),
        # The last, for GraphDB has the same path.
        replace(_RDF4J, path="/repositories/"),
    )
}
"""The engines, by the name that `--engine` knows."""


def dialect_named(name: str) -> Dialect:
    """Give the engine of a name.

    Raises:
        BadTerm: There is none.
    """
    if name not in DIALECTS:
        near = ", ".join(nearest(name, DIALECTS) or DIALECTS)
        raise BadTerm(
            value=name,
            wanted=Text("an engine that is known", "已知的引擎"),
            remedy=Text(f"use one of: {near}", f"可用：{near}"),
        )
    return DIALECTS[name]


def recognised(headers: Mapping[str, str] | Message, url: str) -> Dialect:
    """Give the engine that answers so at an address; `STANDARD` where nothing tells which it is.

    >>> recognised({"Server": "nginx"}, "https://host/rdf4j-server/repositories/cities").name
    'rdf4j'
    """
    server, path = headers.get("Server") or "", urlsplit(url).path
    for dialect in DIALECTS.values():
        if (
            (dialect.server and server.startswith(dialect.server))
            or (dialect.header and dialect.header in headers)
            or (dialect.path and dialect.path in path)
        ):
            return dialect
    return STANDARD
