"""Over which graphs a query or an update is: what its text says, and what goes with it as parameters.

Our default graph may be a named one of an engine; then each request says so. Source:
https://www.w3.org/TR/sparql11-protocol/#dataset
"""

import re
from collections.abc import Callable, Sequence

from pyoxigraph import BlankNode, NamedNode

from kg.errors import BadQuery, BadTerm
from kg.language import Text
from kg.rdf.terms import expand
from kg.sparql.prefixes import declared
from kg.sparql.tokens import tokens
from kg.store.protocol import GraphName
from kg.store.remote.dialects import Dialect
from kg.store.remote.endpoint import Parameters
from kg.store.remote.patterns import home

# A dataset without a graph is an empty one, and without a parameter it would be the whole store.
_NOTHING = "urn:x-suanli:no-graph"
_LIMIT = re.compile(r"\bLIMIT\s*(\d+)", re.IGNORECASE)

Listed = Callable[[], list[str]]
"""Gives the IRIs of the named graphs, which takes a request."""


def of_query(dialect: Dialect, sparql: str, listed: Listed) -> Parameters:
    """Give the parameters of a query; none where the engine's own default graph is ours."""
    if dialect.default_graph is None:
        return {}
    if "FROM" not in words(sparql):
        return _ours(dialect, dialect.default_graph, sparql, listed, "default-graph-uri", "named-graph-uri")
    if not dialect.rewrites_updates:
        return {}
    # An engine that is set to see the union of all graphs sees it also where the text says FROM.
    default, named = graphs_after(sparql, "FROM")
    return {"default-graph-uri": default or _NOTHING, "named-graph-uri": named}


def of_update(dialect: Dialect, sparql: str, listed: Listed) -> Parameters:
    """Give the parameters of an update; none where it names its graphs itself."""
    default = dialect.default_graph
    if default is None or words(sparql) & {"USING", "WITH"}:
        return {}
    if dialect.updates_by_parameter:
        return _ours(dialect, default, sparql, listed, "default-graph-uri", "named-graph-uri")
    if not dialect.rewrites_updates or "WHERE" not in words(sparql):
        return {}
    parameters = _ours(dialect, default, sparql, listed, "using-graph-uri", "using-named-graph-uri")
    # DELETE WHERE looks where it deletes, which is in our default graph by its name.
    is_both = re.search(r"\bDELETE\s+WHERE\b", sparql, re.IGNORECASE)
    if is_both:
        parameters = {
            **parameters,
            "using-named-graph-uri": [*parameters["using-named-graph-uri"], default.value],
        }
    return parameters


def chosen(
    dialect: Dialect, default_graphs: Sequence[GraphName], named_graphs: Sequence[NamedNode | BlankNode]
) -> Parameters:
    """Give the parameters that choose these graphs for a query.

    Raises:
        BadQuery: One is the engine's own default graph, which has no name to choose it by.
    """
    names = [home(dialect, graph) for graph in default_graphs]
    default = [name.value for name in names if name is not None]
    if len(default) < len(names):
        raise BadQuery(
            why=Text(
                "an endpoint's default graph has no name to choose it by", "端点的默认图没有可供选择的名称"
            ),
            remedy=Text("leave the graphs out, or name others", "请不要指定图，或指定其他图"),
        )
    named = [graph.value for graph in named_graphs if isinstance(graph, NamedNode)]
    return {"default-graph-uri": default or _NOTHING, "named-graph-uri": named}


def words(sparql: str) -> set[str]:
    """Give the keywords of a text, in capitals."""
    return {token.word for token in tokens(sparql)}


def graphs_after(sparql: str, word: str) -> tuple[list[str], list[str]]:
    """Give the graphs that a text names after FROM or USING, and those after FROM NAMED or USING NAMED.

    >>> graphs_after("SELECT * FROM <urn:a> FROM NAMED graph:ontology {}", "FROM")
    (['urn:a'], ['https://w3id.org/suanli/id/graph/ontology'])
    """
    default: list[str] = []
    named: list[str] = []
    pieces = iter([token for token in tokens(sparql) if token.kind != "space"])
    for token in pieces:
        if token.word != word:
            continue
        name = next(pieces, None)
        is_named = name is not None and name.word == "NAMED"
        name = next(pieces, None) if is_named else name
        if name is not None and name.kind in ("iri", "name"):
            (named if is_named else default).append(expand(name.text).value)
    return default, named


def graphs_asked(sparql: str) -> list[str] | None:
    """Give the IRIs of the graphs that a query names after GRAPH; None where it may ask any."""
    own = {*declared(sparql)}
    asked: dict[str, None] = {}
    pieces = iter([token for token in tokens(sparql) if token.kind != "space"])
    for token in pieces:
        if token.word == "BASE":
            return None
        if token.word != "GRAPH":
            continue
        name = next(pieces, None)
        if name is None or name.kind not in ("iri", "name") or name.text.partition(":")[0] in own:
            return None
        try:
            asked[expand(name.text).value] = None
        except BadTerm:
            return None
    return list(asked)


def limit_of(sparql: str) -> int | None:
    """Give how many rows a query asks for at most; None where it does not say.

    >>> limit_of("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 2 } } LIMIT 10"), limit_of("SELECT * {}")
    (10, None)
    """
    depth, outside = 0, ""
    for token in tokens(sparql):
        if token.kind == "other":
            depth += {"{": 1, "}": -1}.get(token.text, 0)
        if not depth:
            outside += " " if token.kind == "space" else token.text
    found = _LIMIT.search(outside)
    return int(found[1]) if found else None


def _ours(
    dialect: Dialect, default: NamedNode, sparql: str, listed: Listed, for_default: str, for_named: str
) -> dict[str, str | list[str]]:
    asked = graphs_asked(sparql) if dialect.lists_graphs else []
    named = (listed() or [_NOTHING]) if asked is None else asked
    return {for_default: default.value, for_named: named}
