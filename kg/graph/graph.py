"""An open graph: queries, search, things and facts for Python, and as rdflib, networkx or pandas."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from kg.errors import Missing, UnknownName
from kg.graph.names import Names
from kg.graph.search import LabelIndex, Match
from kg.graph.table import Table, labelled_rows, titles, with_labels
from kg.language import Text
from kg.rdf.index import Term
from kg.rdf.iris import shorten
from kg.rdf.vocab import KINDS, LANGUAGES, term
from kg.sparql.named_queries import BoundQuery, NamedQuery, parse_query, read_query
from kg.sparql.parameters import Lookup, Parameter, class_test, resolve
from kg.store import EmbeddedStore, Store, open_store
from kg.store.remote import connect
from kg.store.remote.addresses import is_url

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.model.conflicts import Conflict
    from kg.model.facts import Fact


# Every kind of thing but facts; the empty one is what is not ours, such as the ontology's classes.
_NO_FACTS = frozenset({*KINDS, ""} - {"fact"})

_FIND = Text("`kg find` searches labels, aliases and pinyin", "`kg find` 可按标签、别名、拼音查找")
_RDFLIB = Text(
    "rdflib has a store of its own for that: rdflib.plugins.stores.sparqlstore.SPARQLStore",
    "rdflib 自带此功能：rdflib.plugins.stores.sparqlstore.SPARQLStore",
)

Value = str | int | float | bool | Term


class Graph:
    """An open knowledge graph. `kg.open` makes one.

    Args:
        store: What it reads.
        language: "zh" or "en": the language of labels and titles.
    """

    def __init__(self, store: Store, language: str = "en") -> None:
        self.store = store
        self.language = language
        self.names = Names(store, language)
        self._queries: dict[str, NamedQuery] = {}
        self._bound: dict[tuple[str, tuple[tuple[str, Value], ...]], BoundQuery] = {}

    def __enter__(self) -> "Graph":
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    @property
    def labels(self) -> LabelIndex:
        """The index of every label, made when it is first needed."""
        return self.names.index

    def select(self, query: str, **values: Value) -> Table:
        """Run a SELECT: a named query, or SPARQL text.

        Args:
            query: A name ("companies-in-city"), or SPARQL, known by its braces or spaces.
            values: The query's parameters: terms, numbers, or texts as on the command line ("杭州").

        Raises:
            BadQuery: It does not parse, or is no SELECT.
            UnknownQuery: There is no query of that name.
            BadTerm: A value does not fit its parameter.
        """
        return self.table(self.prepare(query, values))

    def construct(self, query: str, **values: Value) -> Iterator[Triple]:
        """Run a CONSTRUCT or DESCRIBE; arguments and errors as `select`."""
        return self.store.construct(self.sparql(query, **values))

    def ask(self, query: str, **values: Value) -> bool:
        """Run an ASK; arguments and errors as `select`."""
        return self.store.ask(self.sparql(query, **values))

    def find(self, text: str, kinds: Iterable[str] | None = None, limit: int = 20) -> list[Match]:
        """Find things by any label, alias, pinyin or initials, best first.

        Facts are found by their sentences only where `kinds` names "fact": there are far too many.
        """
        return self.labels.find(text, _NO_FACTS if kinds is None else set(kinds), limit)

    def as_json(self, matches: Sequence[Match]) -> list[dict[str, str | None]]:
        """Give what was found for machines: each with the label to show, and what it is part of."""
        wholes = self.wholes(match.iri for match in matches)
        labels = self.names.labels(match.iri for match in matches)
        return [
            {
                "iri": match.iri.value,
                "label": labels.get(match.iri),
                "met": match.label,
                "how": match.how,
                "partOf": wholes[match.iri].value if match.iri in wholes else None,
            }
            for match in matches
        ]

    def thing(self, name: str) -> NamedNode:
        """Give the one thing that a CURIE, an IRI or a name in any language means.

        Raises:
            UnknownName: Nothing is called that.
            AmbiguousName: Several things are.
        """
        found = resolve(Parameter("thing", "IRI"), name, self.lookup)
        assert isinstance(found, NamedNode)
        if not self.speaks_of(found):
            near = ", ".join(shorten(iri) for iri in self.near_iris(found))
            raise UnknownName(value=shorten(found), near=near, **({} if near else {"remedy": _FIND}))
        return found

    def speaks_of(self, term: NamedNode) -> bool:
        """Say whether an IRI is anywhere in the store: in a triple, or as the name of a graph."""
        patterns = ({"subject": term}, {"object": term}, {"predicate": term}, {"graph": term})
        return any(next(iter(self.store.quads(**pattern)), None) for pattern in patterns)

    def near(self, text: str, kinds: Iterable[str] | None = None) -> list[Match]:
        """Give things whose names are spelt nearly like this; facts have no names."""
        return self.labels.near(text, None if kinds is None else set(kinds))

    def near_iris(self, term: NamedNode) -> list[NamedNode]:
        """Give things whose IRIs are nearly this one."""
        return self.labels.near_iris(term)

    def wholes(self, things: Iterable[NamedNode]) -> dict[NamedNode, NamedNode]:
        """Give for each thing what it is part of, such as a city's province, where it is of anything."""
        return {
            thing: quad.object
            for thing in things
            for quad in self.store.quads(thing, term("sl:partOf"), None, DefaultGraph())
            if isinstance(quad.object, NamedNode)
        }

    def facts(self) -> "Iterator[Fact]":
        """Give every fact of the accepted view."""
        from kg.graph.records import facts_of

        return facts_of(self.store)

    def conflicts(self) -> "list[Conflict]":
        """Give every pair of facts that differ where they should not, contradictions first."""
        from kg.graph.records import conflicts_of

        return conflicts_of(self.store)

    def rdflib(self) -> "rdflib.Dataset":
        """Give an rdflib dataset over the same data, read in place and not copied."""
        import rdflib
        from oxrdflib import OxigraphStore

        if not isinstance(self.store, EmbeddedStore):
            raise Missing(what=Text("rdflib over an endpoint", "端点之上的 rdflib"), remedy=_RDFLIB)
        return rdflib.Dataset(store=OxigraphStore(store=self.store.raw), default_union=False)

    def networkx(self, query: str | None = None, **values: Value) -> "networkx.MultiDiGraph[Any]":
        """Give a networkx graph: of a CONSTRUCT, or of all organisations and cities where none is named."""
        from kg.graph.network import company_city, from_triples

        if query is None:
            return company_city(self.store)
        return from_triples(self.store, self.construct(query, **values), title=self._query(query).title)

    @property
    def lookup(self) -> Lookup:
        """How this graph finds things by their names."""
        return Lookup(
            exact=self.labels.exact,
            is_a=lambda thing, name: self.store.ask(class_test(thing, name)),
            near=self._near,
            labels=self._labels_of,
        )

    def sparql(self, query: str, **values: Value) -> str:
        """Give the SPARQL that `select` would send."""
        return self.prepare(query, values).sparql

    def bind(self, named: NamedQuery, values: Mapping[str, str]) -> str:
        """Give the SPARQL of a query with its parameters bound to what these texts mean."""
        return self.prepare(named, values).sparql

    def prepare(self, query: str | NamedQuery, values: Mapping[str, Value]) -> BoundQuery:
        """Bind a query to what its parameters are given; arguments and errors as `select`."""
        if isinstance(query, NamedQuery):
            given = {name: _as_text(value) for name, value in values.items()}
            needs_names = given or any(p.default for p in query.parameters.values())
            terms = query.resolve(given, self.lookup if needs_names else None)
            return BoundQuery(query, terms, query.bind(terms))
        key = (query, tuple(sorted(values.items(), key=lambda pair: pair[0])))
        if key not in self._bound:
            self._bound[key] = self.prepare(self._query(query), values)
        return self._bound[key]

    def run(self, bound: BoundQuery) -> Table | Iterator[Triple] | bool:
        """Run a query that was prepared: an ASK gives a truth, a SELECT a table, any other triples."""
        match bound.query.form:
            case "ASK":
                return self.store.ask(bound.sparql)
            case "SELECT":
                return self.table(bound)
            case _:
                return self.store.construct(bound.sparql)

    def table(self, bound: BoundQuery) -> Table:
        """Run a SELECT that was prepared; its columns get the query's titles."""
        return Table(self.store.select(bound.sparql), titles(bound, self.names), self.names)

    def labelled(self, rows: Iterable[Any]) -> list[list[str]]:
        """Give rows of terms as texts: a thing is its label, or its CURIE; unbound is empty."""
        return labelled_rows(list(rows), self.names)

    def with_labels(self, columns: Sequence[str], rows: Iterable[Any]) -> tuple[list[str], list[list[Any]]]:
        """Add after each column of things one with their names, `cityLabel` after `city`; no row is lost.

        A column that the rows have already stays what it is. A thing without a name gets None.
        """
        return with_labels(columns, rows, self.names)

    def _labels_of(self, thing: NamedNode) -> dict[str, str]:
        named = {language: self.labels.labels([thing], language) for language in LANGUAGES}
        return {language: labels[thing] for language, labels in named.items() if thing in labels}

    def _near(self, text: str) -> list[NamedNode]:
        begun = [m for m in self.labels.find(text, _NO_FACTS, 3) if m.how != "substring"]
        return [match.iri for match in (begun or self.labels.near(text))]

    def _query(self, query: str) -> NamedQuery:
        if query not in self._queries:
            is_text = any(c in query for c in "{ \n")
            self._queries[query] = parse_query(query, "query") if is_text else read_query(query)
        return self._queries[query]


def open_graph(
    where: str | os.PathLike[str] = "kg-store",
    *,
    language: str = "en",
    whole: bool = False,
    **connection: Any,
) -> Graph:
    """Open the graph in a store's folder, or behind an endpoint.

    Args:
        where: The folder, or the URL.
        language: "zh" or "en": the language of labels and titles.
        whole: Much of it will be looked at: read an endpoint's graphs at once, where they are not too large.
        connection: What goes with a URL; see `kg.store.remote.discovery.connect`.

    Raises:
        NoStore: There is none.
        NotAStore: There is something else.
        StoreError: No endpoint answers at the URL.
    """
    if not is_url(where):
        return Graph(open_store(Path(where)), language)
    store = connect(str(where), **{"language": language, **connection})
    return Graph((store.at_hand() if whole else None) or store, language)


def _as_text(value: Value) -> str:
    if isinstance(value, NamedNode):
        return f"<{value.value}>"
    if isinstance(value, Literal):
        return value.value
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
