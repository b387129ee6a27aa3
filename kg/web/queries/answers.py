"""The answer to a query as a page shows it: cells with labels and links, a page at a time and counted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg.graph import Graph
from kg.graph.table import cell_text, hidden_columns
from kg.rdf.iris import shorten
from kg.sparql.named_queries import NamedQuery
from kg.web.linked_text import is_number, readable
from kg.web.links import href, url
from kg.web.queries.texts import ANSWERS
from kg.web.request import Request

MOST_ROWS = 1000
"""How many rows one page shows at most; what is downloaded is never cut."""
MOST_COUNTED = 100_000
"""Rows beyond this are not counted, only said to be there."""

_LONGEST_CELL = 2000


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
    sentence: str = ""
    """What a fact says, where the row says it already and `text` is only a word to follow."""


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
    empty: Sequence[str] = ()
    """The titles of columns in which no row has anything, and which are left out."""

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
    named: NamedQuery | None = None,
) -> Rows:
    """Read the rows of an answer, keep those of the page that was asked for, and count the rest.

    Args:
        graph: Where labels are looked up.
        request: Its `page` and `limit` say which rows; a limit above `MOST_ROWS` is that.
        columns: The names of the variables.
        rows: Terms in the order of the columns; None is unbound. Read once.
        titles: The titles of columns, where they have any.
        named: The query that was asked, where it has a name: its columns are shown as it says, and those that
            are empty in all rows are left out.
    """
    size = min(request.number("limit"), MOST_ROWS) if request.first("limit") else MOST_ROWS
    number = request.number("page")
    start = (number - 1) * size
    counted = _counted(rows, start, size, len(columns))
    kept, count, is_more = counted.rows, counted.count, counted.is_more
    cells = list(_cells(graph, request, kept))
    heads = [
        Head((titles or {}).get(name, name), name, _are_numbers([row[i] for row in kept]))
        for i, name in enumerate(columns)
    ]
    empty: list[str] = []
    if named is not None and kept:
        cells = [
            _cells_as_shown(named, columns, row, terms, request.language)
            for row, terms in zip(cells, kept, strict=True)
        ]
        hidden = {i for i in range(len(columns)) if i not in counted.filled and not is_more}
        empty = [heads[i].title for i in sorted(hidden) if columns[i] not in hidden_columns(named)]
        at = [i for i, name in enumerate(columns) if i not in hidden and name not in hidden_columns(named)]
        heads, cells = [heads[i] for i in at], [[row[i] for i in at] for row in cells]
    before = after = ""
    if number > 1:
        before = address(request, page="" if number == 2 else str(number - 1))
    if count > start + size or is_more:
        after = address(request, page=str(number + 1))
    return Rows(heads, cells, start + 1, count, is_more, before, after, empty)


def address(request: Request, **changes: str) -> str:
    """Give the address of what was asked with some parameters changed; an empty one is left out."""
    from urllib.parse import quote

    kept = [(name, value) for name, value in request.parameters if name not in changes and value]
    return url(quote(request.path), [*kept, *changes.items()])


@dataclass(slots=True)
class _Counted:
    """The rows of a page, how many there are in all, and in which columns any of these has something."""

    rows: list[list[Any]]
    count: int = 0
    is_more: bool = False
    filled: set[int] = field(default_factory=set)


def _counted(rows: Iterable[Any], start: int, size: int, width: int) -> _Counted:
    found = _Counted([])
    for row in rows:
        # One that was asked for is read, however far behind it is.
        if found.count >= max(MOST_COUNTED, start + size):
            found.is_more = True
            break
        if start <= found.count < start + size:
            found.rows.append(list(row))
        if len(found.filled) < width:
            found.filled.update(i for i, term in enumerate(row) if term is not None)
        found.count += 1
    return found


def _cells_as_shown(
    named: NamedQuery, columns: Sequence[str], cells: list[Cell], terms: Sequence[Any], language: str
) -> list[Cell]:
    """Give the cells of a row as the query's head says that they are shown."""
    by_name = dict(zip(columns, terms, strict=True))
    for i, name in enumerate(columns):
        shown, cell = named.shown.get(name), cells[i]
        if shown is not None and shown.how == "link" and cell.note:
            cells[i] = replace(cell, text=ANSWERS["fact"][language], sentence=cell.text, note="")
        elif shown is not None:
            cells[i] = replace(cell, text=cell_text(cell.text, shown, by_name, language))
    return cells


def _cells(graph: Graph, request: Request, rows: Sequence[Sequence[Any]]) -> Iterator[list[Cell]]:
    things = {term for row in rows for term in row if isinstance(term, NamedNode)}
    labels = graph.names.labels(things)
    for terms, texts in zip(rows, graph.labelled(rows), strict=True):
        yield [
            _thing_cell(term, labels.get(term, ""), request)
            if isinstance(term, NamedNode)
            else _value_cell(term, text, request.language)
            for term, text in zip(terms, texts, strict=True)
        ]


def _thing_cell(term: NamedNode, label: str, request: Request) -> Cell:
    curie = shorten(term)
    link = href(term.value, request.link_parameters)
    if not label:
        return Cell(curie, link)
    return Cell(label, link, curie)


def _value_cell(term: Any, text: str, language: str) -> Cell:
    if not isinstance(term, Literal):
        return Cell(text[:_LONGEST_CELL], left_out=max(len(text) - _LONGEST_CELL, 0))
    said = readable(term, language)
    if said == term.value:
        said = text
    left_out = max(len(said) - _LONGEST_CELL, 0)
    return Cell(said[:_LONGEST_CELL], lang=term.language or "", left_out=left_out)


def _are_numbers(terms: Sequence[object]) -> bool:
    bound = [term for term in terms if term is not None]
    return bool(bound) and all(is_number(term) for term in bound)
