"""Over which graphs a query or an update is: what its text says, and what goes with it as parameters.

Our default graph may be a named one of an engine; then each request says so. Source:
https://www.w3.org/TR/sparql11-protocol/#dataset
"""

import re
from collections.abc import Callable, Sequence

from pyoxigraph import BlankNode, NamedNode

from kg.errors import BadQuery, BadTerm
from kg.language import Text
from kg.rdf.iris import expand
from kg.sparql.prefixes import declared
from kg.sparql.tokens import tokens
from kg.store.protocol import GraphName
from kg.store.remote.dialects import Dialect
from kg.store.remote.endpoint import Parameters
from kg.store.remote.patterns import engine_graph

# A dataset without a graph is an empty one, and without a parameter it would be the whole store.
_NOTHING = "urn:x-suanli:no-graph"
# The names of the parameters that say which graphs are the default graph, and which are named ones.
_OF_QUERY = ("default-graph-uri", "named-graph-uri")
_OF_UPDATE = ("using-graph-uri", "using-named-graph-uri")
_LIMIT = re.compile(r"\bLIMIT\s*(\d+)", re.IGNORECASE)

ListGraphs = Callable[[], list[str]]
"""Gives the IRIs of the named graphs, which takes a request."""


def query_parameters(dialect: Dialect, sparql: str, list_graphs: ListGraphs) -> Parameters:
    """Give the parameters of a query; none where the engine's own default graph is ours."""
    if dialect.default_graph is None:
        return {}
    if "FROM" not in keywords(sparql):
        return _for_our_default(dialect, dialect.default_graph, sparql, list_graphs, _OF_QUERY)
    if not dialect.rewrites_updates:
        return {}
    # An engine that is set to see the union of all graphs sees it also where the text says FROM.
    default, named = graphs_after(sparql, "FROM")
    return {"default-graph-uri": default or _NOTHING, "named-graph-uri": named}


def update_parameters(dialect: Dialect, sparql: str, list_graphs: ListGraphs) -> Parameters:
    """Give the parameters of an update; none where it names its graphs itself."""
    default = dialect.default_graph
    if default is None or keywords(sparql) & {"USING", "WITH"}:
        return {}
    if dialect.updates_by_parameter:
        return _for_our_default(dialect, default, sparql, list_graphs, _OF_QUERY)
    if not dialect.rewrites_updates or "WHERE" not in keywords(sparql):
        return {}
    parameters = _for_our_default(dialect, default, sparql, list_graphs, _OF_UPDATE)
    # DELETE WHERE looks where it deletes, which is in our default graph by its name.
    if re.search(r"\bDELETE\s+WHERE\b", sparql, re.IGNORECASE):
        parameters["using-named-graph-uri"] = [*parameters["using-named-graph-uri"], default.value]
    return parameters


def chosen_parameters(
    dialect: Dialect, default_graphs: Sequence[GraphName], named_graphs: Sequence[NamedNode | BlankNode]
) -> Parameters:
    """Give the parameters that choose these graphs for a query.

    Raises:
        BadQuery: One is the engine's own default graph, which has no name to choose it by.
    """
    names = [engine_graph(dialect, graph) for graph in default_graphs]
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


def keywords(sparql: str) -> set[str]:
    """Give the keywords of a text, in capitals."""
    return {token.word for token in tokens(sparql)}


def graphs_after(sparql: str, word: str) -> tuple[list[str], list[str]]:
    """Give the graphs that a text names after FROM or USING, and those after FROM NAMED or USING NAMED.

    >>> graphs_after("SELECT * FROM <urn:a> FROM NAMED graph:ontology {}", "FROM")
    (['urn:a'], ['https://w3id.org/suanli/id/graph/ontology'])
    """
    default: list[str] = []
    named: list[str] = []
    significant = iter([token for token in tokens(sparql) if token.kind != "space"])
    for token in significant:
        if token.word != word:
            continue
        name = next(significant, None)
        is_named = name is not None and name.word == "NAMED"
        name = next(significant, None) if is_named else name
        if name is not None and name.kind in ("iri", "name"):
            (named if is_named else default).append(expand(name.text).value)
    return default, named


def graphs_asked(sparql: str) -> list[str] | None:
    """Give the IRIs of the graphs that a query names after GRAPH; None where it may ask any."""
    own = {*declared(sparql)}
    asked: dict[str, None] = {}
    significant = iter([token for token in tokens(sparql) if token.kind != "space"])
    for token in significant:
        if token.word == "BASE":
            return None
        if token.word != "GRAPH":
            continue
        name = next(significant, None)
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


def _for_our_default(
    dialect: Dialect, default: NamedNode, sparql: str, list_graphs: ListGraphs, names: tuple[str, str]
) -> dict[str, str | list[str]]:
    asked = graphs_asked(sparql) if dialect.lists_graphs else []
    default_name, named_name = names
    return {
        default_name: default.value,
        named_name: (list_graphs() or [_NOTHING]) if asked is None else asked,
    }
