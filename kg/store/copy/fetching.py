"""Fetching a graph from an endpoint into files, page by page, so that a cut fetch goes on where it stopped.

A page is a file that appears whole. What is asked for in pages is one predicate at a time, so that a page far
down needs no scan of the whole graph. A graph with blank nodes comes in one answer, or its nodes would get
new names on each page.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from kg.disk import atomic_writer
from kg.errors import StoreError
from kg.language import Text
from kg.sparql.binding import written_term
from kg.store.copy.graphs import Graph, has_blank_nodes, in_graph, label_of
from kg.store.copy.journal import Journal
from kg.store.protocol import Store

PAGE = 100_000
"""Triples that are asked for at once."""

Say = Callable[[Text], None]
Advance = Callable[[int], None]

_FILE = re.compile(r"(\d{5})-(\d{12})-(\d{12})\.nt")
_TRIES = 2


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a graph that is fetched page by page."""

    order: int
    predicate: ox.NamedNode | None
    """The one predicate of its triples; None is any."""
    size: int
    is_paged: bool = True


def fetch(
    store: Store, graph: Graph, journal: Journal, *, say: Say, moved: Advance, page: int = PAGE
) -> list[Path]:
    """Fetch a graph into N-Triples files, or what is still missing of it.

    What was fetched before is believed only where the counts of the graph's predicates are still what they
    were; they are looked at again at the end.

    Returns:
        The files, which hold each triple once.

    Raises:
        StoreError: The store answers other than it counts, or the graph changes all the time.
    """
    for _ in range(_TRIES):
        state = _state(store, graph)
        _begin(journal, graph, state, say, moved)
        for part in _parts(store, graph, state, page):
            _fetch_part(store, graph, part, journal.files(graph), page, moved)
        if _state(store, graph) == state:
            return sorted(journal.files(graph).glob("*.nt"))
    raise StoreError(
        problem=Text(f"{label_of(graph)} changes while it is read", f"{label_of(graph)} 在读取期间不断变化"),
        remedy=Text("try again when nobody writes to it", "请在无人写入时重试"),
    )


def triples_in(files: list[Path]) -> Iterator[ox.Triple]:
    """Read fetched files, in order."""
    for file in files:
        for quad in ox.parse(path=file, format=ox.RdfFormat.N_TRIPLES):
            yield quad.triple


def _state(store: Store, graph: Graph) -> dict[str, int]:
    """Count a graph's triples by predicate: what tells one state of it from another."""
    rows = store.select(f"SELECT ?p (COUNT(*) AS ?n) {{ {in_graph(graph)} }} GROUP BY ?p")
    return {row["p"].value: int(row["n"].value) for row in rows if row["p"] is not None}


def _begin(journal: Journal, graph: Graph, state: dict[str, int], say: Say, moved: Advance) -> None:
    """Keep what was fetched before, if the graph is still the same; else throw it away, and say so."""
    before = journal.read(graph).get("state")
    if before == state:
        kept = sum(_rows_of(file) for file in journal.files(graph).glob("*.nt"))
        if kept:
            moved(kept)
            say(_resumes(graph, kept, sum(state.values())))
        return
    if before is not None:
        say(_restarts(graph))
    journal.forget(graph)
    journal.write(graph, {"state": state})


def _parts(store: Store, graph: Graph, state: dict[str, int], page: int) -> Iterator[_Part]:
    total = sum(state.values())
    if has_blank_nodes(store, graph):
        yield _Part(0, None, total, is_paged=False)
    elif total <= page:
        yield _Part(0, None, total)
    else:
        for order, predicate in enumerate(sorted(state)):
            yield _Part(order, ox.NamedNode(predicate), state[predicate])


def _fetch_part(store: Store, graph: Graph, part: _Part, folder: Path, page: int, moved: Advance) -> None:
    have = _fetched_rows(folder, part)
    while have < part.size:
        asked = min(page, part.size - have) if part.is_paged else part.size
        window = f" LIMIT {asked} OFFSET {have}" if part.is_paged else ""
        found = islice(_read(store, graph, part.predicate, window), asked + 1)
        got = _save(found, folder, part.order, have)
        # Fewer than asked for: the store has a limit of its own, and the next page begins where it stopped.
        if not got or got > asked or (not part.is_paged and got < asked):
            raise _other_than_counted(graph, part.size, have + got)
        moved(got)
        have += got


def _read(store: Store, graph: Graph, predicate: ox.NamedNode | None, window: str) -> Iterator[ox.Triple]:
    # Rows, and no CONSTRUCT: in Turtle, Virtuoso writes a decimal without a fraction as an integer.
    name = written_term(predicate) if predicate else "?p"
    for row in store.select(
        f"SELECT ?s {'' if predicate else '?p '}?o {{ {in_graph(graph, f'?s {name} ?o')} }}{window}"
    ):
        yield ox.Triple(row["s"], predicate or row["p"], row["o"])


def _fetched_rows(folder: Path, part: _Part) -> int:
    """Count the rows that earlier pages of a part have, as far as one page follows the other."""
    have = 0
    for file in sorted(folder.glob(f"{part.order:05}-*.nt")):
        found = _FILE.fullmatch(file.name)
        if found is None or int(found[2]) != have:
            file.unlink()
            continue
        have += int(found[3])
    return have


def _rows_of(file: Path) -> int:
    found = _FILE.fullmatch(file.name)
    return int(found[3]) if found else 0


def _save(triples: Iterator[ox.Triple], folder: Path, order: int, start: int) -> int:
    unfinished = folder / f"{order:05}.part"
    rows = 0
    with atomic_writer(unfinished) as file:
        for triple in triples:
            file.write(f"{triple} .\n".encode())
            rows += 1
    if rows:
        unfinished.replace(folder / f"{order:05}-{start:012}-{rows:012}.nt")
    return rows


def _resumes(graph: Graph, have: int, total: int) -> Text:
    return Text(
        f"{label_of(graph)}: {have:,} of {total:,} triples are fetched already",
        f"{label_of(graph)}：{total:,} 个三元组中已取得 {have:,} 个",
    )


def _restarts(graph: Graph) -> Text:
    return Text(
        f"{label_of(graph)} has changed at its source since the copy was cut, and is fetched again",
        f"{label_of(graph)} 在复制中断后于来源处有变化，将重新取得",
    )


def _other_than_counted(graph: Graph, wanted: int, got: int) -> StoreError:
    return StoreError(
        problem=Text(
            f"{label_of(graph)}: the store counts {wanted:,} triples and gives {got:,}",
            f"{label_of(graph)}：该图库计数为 {wanted:,} 个三元组，实际给出 {got:,} 个",
        ),
        remedy=Text(
            "it may cut long answers: raise its limit of rows; or somebody writes to it meanwhile",
            "它可能截断了长结果：请提高其行数上限；也可能正有人写入",
        ),
    )
