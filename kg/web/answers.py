"""The answer to a query as a page shows it: cells with labels and links, a page at a time and counted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg.graph import Graph
from kg.tables import grouped
from kg.terms import local_name, shorten
from kg.web.links import href, url
from kg.web.request import Request

MOST_ROWS = 1000
"""How many rows one page shows at most; what is downloaded is never cut."""
MOST_COUNTED = 100_000
"""Rows beyond this are not counted, only said to be there."""

_LONGEST_CELL = 2000
_NUMERIC = frozenset({"integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"})
# Below this no number needs help to be read; and years are numbers too.
_LONG = 10_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it says, where it leads, and what else is known of it."""

    text: str = ""
    href: str | None = None
    note: str = ""
    """The CURIE of a thing, where `text` is its label."""
    lang: str = ""
    left_out: int = 0
    """How many characters of a very long text are not shown."""


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its title, the name of its variable, and whether all in it are numbers."""

    title: str
    name: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of an answer."""

    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    start: int
    """The number of the first row that is shown, from 1."""
    count: int
    """How many rows were counted."""
    is_more: bool = False
    """Whether there are more than were counted."""
    previous: str = ""
    """The address of the page before this one, "" where there is none."""
    next: str = ""

    @property
    def end(self) -> int:
        """The number of the last row that is shown."""
        return self.start + len(self.rows) - 1

    @property
    def is_whole(self) -> bool:
        """Whether this page has every row."""
        return self.count == len(self.rows) and not self.is_more


def rows_of(
    graph: Graph,
    request: Request,
    columns: Sequence[str],
    rows: Iterable[Any],
    *,
    titles: Mapping[str, str] | None = None,
) -> Rows:
    """Read the rows of an answer, keep those of the page that was asked for, and count the rest.

    Args:
        graph: Where labels are looked up.
        request: Its `page` and `limit` say which rows; a limit above `MOST_ROWS` is that.
        columns: The names of the variables.
        rows: Terms in the order of the columns; None is unbound. Read once.
        titles: The titles of columns, where they have any.
    """
    size = min(request.number("limit"), MOST_ROWS) if request.first("limit") else MOST_ROWS
    number = request.number("page")
    start = (number - 1) * size
    kept, count, is_more = _counted(rows, start, size)
    cells = list(_cells(graph, request, kept))
    heads = [
        Head((titles or {}).get(name, name), name, _are_numbers([row[i] for row in kept]))
        for i, name in enumerate(columns)
    ]
    before = after = ""
    if number > 1:
        before = address(request, page="" if number == 2 else str(number - 1))
    if count > start + size or is_more:
        after = address(request, page=str(number + 1))
    return Rows(heads, cells, start + 1, count, is_more, before, after)


def address(request: Request, **changes: str) -> str:
    """Give the address of what was asked with some parameters changed; an empty one is left out."""
    from urllib.parse import quote

    kept = [(name, value) for name, value in request.parameters if name not in changes and value]
    return url(quote(request.path), [*kept, *changes.items()])


def _counted(rows: Iterable[Any], start: int, size: int) -> tuple[list[list[Any]], int, bool]:
    kept: list[list[Any]] = []
    count = 0
    for row in rows:
        # One that was asked for is read, however far behind it is.
        if count >= max(MOST_COUNTED, start + size):
            return kept, count, True
        if start <= count < start + size:
            kept.append(list(row))
        count += 1
    return kept, count, False


def _cells(graph: Graph, request: Request, rows: Sequence[Sequence[Any]]) -> Iterator[list[Cell]]:
    things = {term for row in rows for term in row if isinstance(term, NamedNode)}
    labels = graph.labels.labels(things, request.language)
    for terms, texts in zip(rows, graph.labelled(rows), strict=True):
        yield [
            _thing(term, labels.get(term, ""), request)
            if isinstance(term, NamedNode)
            else _value(term, text, request.language)
            for term, text in zip(terms, texts, strict=True)
        ]


def _thing(term: NamedNode, label: str, request: Request) -> Cell:
    curie = shorten(term)
    link = href(term.value, request.kept)
    if not label:
        return Cell(curie, link)
    return Cell(label, link, curie)


def _value(term: Any, text: str, language: str) -> Cell:
    if not isinstance(term, Literal):
        return Cell(text[:_LONGEST_CELL], left_out=max(len(text) - _LONGEST_CELL, 0))
    if is_number(term):
        return Cell(readable(text, language))
    left_out = max(len(text) - _LONGEST_CELL, 0)
    return Cell(text[:_LONGEST_CELL], lang=term.language or "", left_out=left_out)


def is_number(term: object) -> bool:
    """Say whether a term is a number."""
    return isinstance(term, Literal) and local_name(term.datatype) in _NUMERIC


def _are_numbers(terms: Sequence[object]) -> bool:
    told = [term for term in terms if term is not None]
    return bool(told) and all(is_number(term) for term in told)


def readable(text: str, language: str) -> str:
    """Write a number so that it can be read, where it is long; what is none stays as it is.

    >>> readable("100000000000", "en"), readable("2018", "en")
    ('100,000,000,000', '2018')
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return grouped(value, language) if value.is_finite() and abs(value) >= _LONG else text
