"""Runs every named query at an endpoint that holds a store's graphs, and says which answers differ.

`kg push URL` puts the graphs there. `python tools/try_engine.py URL` then prints a line for each query that
is not answered as the embedded engine answers it; `--all` prints every query. `--constructs` needs no
endpoint: it counts what the queries are made of.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg.errors import KgError
from kg.graph.text_table import render
from kg.sparql.named_queries import NamedQuery, read_queries
from kg.sparql.prefixes import with_prefixes
from kg.store import Store, open_store
from kg.store.remote import connect

# What queries that cannot do without are asked with.
GIVEN: dict[str, dict[str, str]] = {
    "cities-two-companies-share": {"one": "company:alibaba"},
    "city-over-editions": {"city": "city:hefei"},
    "city-surroundings": {"city": "city:hefei"},
    "claims-of-document": {"document": "document:idc-2021-2022-ranking"},
    "everything-about": {"thing": "cluster:china-speech-valley"},
    "evidence": {"fact": "fact:statistic-28501fe48ac86676"},
    "facts-about": {"thing": "city:hefei"},
    "facts-with-one-origin": {"kind": "sl:Statistic"},
    "is-ranked": {"city": "city:hangzhou"},
    "provenance-of": {"fact": "fact:statistic-28501fe48ac86676"},
}

# What rdflib calls a node of its parse tree, and what people call it.
NODES = {
    "SelectQuery": "SELECT",
    "ConstructQuery": "CONSTRUCT",
    "AskQuery": "ASK",
    "DescribeQuery": "DESCRIBE",
    "OptionalGraphPattern": "OPTIONAL",
    "GraphGraphPattern": "GRAPH",
    "MinusGraphPattern": "MINUS",
    "ServiceGraphPattern": "SERVICE",
    "SubSelect": "subselect",
    "InlineData": "VALUES",
    "Filter": "FILTER",
    "Bind": "BIND",
    "GroupClause": "GROUP BY",
    "HavingClause": "HAVING",
    "OrderClause": "ORDER BY",
    "LimitOffsetClauses": "LIMIT, OFFSET",
    "Builtin_NOTEXISTS": "NOT EXISTS",
    "Aggregate_GroupConcat": "GROUP_CONCAT",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one engine answers: the rows in their order, or its complaint, and how long it took."""

    rows: list[str]
    seconds: float
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """One query at both engines."""

    name: str
    here: Answer
    there: Answer

    @property
    def verdict(self) -> str:
        """Say how the answers compare."""
        if self.there.complaint:
            return f"refused: {self.there.complaint}"
        if self.there.rows == self.here.rows:
            return "same"
        if Counter(self.there.rows) == Counter(self.here.rows):
            return "same rows in another order"
        extra = next(iter(Counter(self.there.rows) - Counter(self.here.rows)), "–")
        lacks = next(iter(Counter(self.here.rows) - Counter(self.there.rows)), "–")
        return (
            f"differs: {len(self.here.rows)} rows here, {len(self.there.rows)} there; {_apart(lacks, extra)}"
        )


def _apart(here: str, there: str) -> str:
    """Show two rows from where they part."""
    same = next((i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), 0)
    start = max(same - 10, 0)
    return f"{here[start : start + 60]} ≠ {there[start : start + 60]}"


def main() -> int:
    """Try the engine that the command line names; 3 if an answer differs."""
    given = _options().parse_args()
    queries = read_queries()
    if given.constructs:
        print(_table(("construct", "queries"), _constructs(queries)))
        return 0
    with open_store(given.store) as here:
        there = connect(given.url, engine=given.engine)
        tried = [_try(query, here, there) for query in queries.values()]
    wrong = [one for one in tried if one.verdict != "same"]
    shown = tried if given.everything else wrong
    rows = [(t.name, f"{t.here.seconds * 1e3:.0f}", f"{t.there.seconds * 1e3:.0f}", t.verdict) for t in shown]
    if rows:
        print(_table(("query", "here, ms", "there, ms", "answer"), rows))
    took = [
        f"{sum(a.seconds for a in side):.1f} s"
        for side in zip(*((t.here, t.there) for t in tried), strict=True)
    ]
    print(f"{len(tried) - len(wrong)} of {len(tried)} answered as here; {took[0]} here, {took[1]} there")
    return 3 if wrong else 0


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("url", nargs="?", help="the endpoint's URL for queries")
    options.add_argument("--store", default="kg-store", help="the folder whose graphs it holds")
    options.add_argument("--engine", help="which engine it is, where it does not say so: virtuoso, graphdb …")
    options.add_argument("--all", action="store_true", dest="everything", help="every query, not only misses")
    options.add_argument("--constructs", action="store_true", help="count what the queries are made of")
    return options


def _try(query: NamedQuery, here: Store, there: Store) -> Tried:
    sparql = query.bind(query.resolve(GIVEN.get(query.name, {})))
    return Tried(query.name, _ask(here, query.form, sparql), _ask(there, query.form, sparql))


def _ask(store: Store, form: str, sparql: str) -> Answer:
    begun = time.perf_counter()
    try:
        rows = _ASKED[form](store, sparql)
    except KgError as error:
        return Answer([], time.perf_counter() - begun, " ".join(str(error).split())[:200])
    return Answer(rows, time.perf_counter() - begun)


def _select(store: Store, sparql: str) -> list[str]:
    return [" | ".join("" if term is None else str(term) for term in row) for row in store.select(sparql)]


def _construct(store: Store, sparql: str) -> list[str]:
    # A graph has no order, and a triple is in it once however often it is found.
    return sorted({str(triple) for triple in store.construct(sparql)})


_ASKED: dict[str, Callable[[Store, str], list[str]]] = {
    "SELECT": _select,
    "CONSTRUCT": _construct,
    "DESCRIBE": _construct,
    "ASK": lambda store, sparql: [str(store.ask(sparql))],
}


def _constructs(queries: dict[str, NamedQuery]) -> list[tuple[str, str]]:
    """Count how many queries use each construct, the most used first."""
    used: Counter[str] = Counter()
    for query in queries.values():
        used.update(
            {found for node in _nodes(parseQuery(with_prefixes(query.text))) for found in _named(node)}
        )
    return [(name, str(count)) for name, count in used.most_common()]


def _nodes(tree: Any) -> Iterator[CompValue]:
    if isinstance(tree, CompValue):
        yield tree
        yield from (node for part in tree.values() for node in _nodes(part))
    elif isinstance(tree, Iterable) and not isinstance(tree, str):
        yield from (node for part in tree for node in _nodes(part))


def _named(node: CompValue) -> Iterator[str]:
    """Name the constructs that a node of the parse tree is."""
    kind, _, name = node.name.partition("_")
    parts = node.get("part")
    if node.name in NODES:
        yield NODES[node.name]
    elif kind in ("Builtin", "Aggregate"):
        yield name.upper()
    elif kind == "Function":
        yield f"cast, such as {node.iri.prefix}:{node.iri.localname}"
    elif kind == "GroupOrUnionGraphPattern" and len(node.graph) > 1:
        yield "UNION"
    elif kind == "PathSequence" and len(parts) > 1:
        yield "path a/b"
    elif kind == "PathAlternative" and len(parts) > 1:
        yield "path a|b"
    elif kind == "PathEltOrInverse":
        yield "path ^a"
    elif kind == "PathElt" and "mod" in node:
        yield f"path a{node.mod}"


def _table(heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    return render([*heads], [*rows], numeric=[i for i, head in enumerate(heads) if head.endswith("ms")])


if __name__ == "__main__":
    sys.exit(main())
