"""What a SELECT answers, as people see it: titles of columns, labels, and cells that are more than a term.

Files of rows (CSV, JSON and the like) have none of this: they keep the terms as they are.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from pyoxigraph import Literal, NamedNode

from kg.errors import Missing
from kg.graph.names import AnyTerm, Names
from kg.graph.text_table import render
from kg.language import truth
from kg.rdf.index import Term
from kg.rdf.iris import plain, shorten
from kg.sparql.engine import Solutions
from kg.sparql.named_queries import BoundQuery, NamedQuery, Shown, in_both_languages

if TYPE_CHECKING:
    import pandas


_PARAMETER = re.compile(r"\$(\w+)")
# A run of digits and hyphens, such as 2018-2019, is one word, and so is a Chinese character.
_WORD = re.compile(r"\d[\d-]*|[A-Za-z']+|.")
_EDGES = " ,;:，；："


def titles(bound: BoundQuery, names: Names) -> dict[str, str]:
    """Give the titles of a query's columns.

    Where titles name parameters, such as `Before ($earlier)`, what was given stands there, and of things with
    names that are much alike only that in which they differ.

    Args:
        bound: The query; a parameter that is not given stands as what it is for.
        names: What things are called, and in which language.
    """
    named, terms, language = bound.query, bound.terms, names.language
    said = {name: title.get(language, name) for name, title in named.columns.items()}
    used = sorted(
        {name for title in said.values() for name in _PARAMETER.findall(title)} & set(named.parameters)
    )
    if not used:
        return said
    things = [term for name in used if isinstance(term := terms.get(name), NamedNode)]
    known = names.labels(things) if things else {}
    called = [
        _label_or_value(terms.get(name), known) or named.parameters[name].about[language] for name in used
    ]
    short = dict(zip(used, differing(called), strict=True))
    return {name: _PARAMETER.sub(lambda m: short.get(m[1], m[0]), title) for name, title in said.items()}


def differing(texts: Sequence[str]) -> list[str]:
    """Leave out the words with which all texts begin and end; whole texts where nothing would be left of one.

    >>> differing(["Ranking of cities, 2018-2019", "Ranking of cities, 2021-2022"])
    ['2018-2019', '2021-2022']
    >>> differing(["2018-2019年榜单", "2021-2022年榜单"]), differing(["榜单", "榜单"])
    (['2018-2019', '2021-2022'], ['榜单', '榜单'])
    """
    words = [_WORD.findall(text) for text in texts]
    least = min(map(len, words), default=0)
    alike = [all(some[i] == words[0][i] for some in words) for i in range(least)]
    start = alike.index(False) if False in alike else least
    alike = [all(some[-1 - i] == words[0][-1 - i] for some in words) for i in range(least - start)]
    end = alike.index(False) if False in alike else least - start
    short = ["".join(some[start : len(some) - end]).strip(_EDGES) for some in words]
    return short if all(short) and len(texts) > 1 else list(texts)


def in_brackets(place: str) -> str:
    """Write a place in a list, which the text does not call a rank.

    >>> in_brackets("9")
    '(9)'
    """
    return f"({place})"


def arrow(places: str) -> str:
    """Write a move by some places, upwards where it is positive; what is no number stays.

    >>> arrow("1"), arrow("-5"), arrow("0"), arrow("")
    ('↑ 1', '↓ 5', '=', '')
    """
    if not re.fullmatch(r"-?\d+", places):
        return places
    number = int(places)
    return f"↑ {number}" if number > 0 else f"↓ {-number}" if number < 0 else "="


def cell_text(text: str, shown: Shown, row: Mapping[str, object], language: str) -> str:
    """Write a cell as its column is shown.

    Args:
        text: The cell as it would be without.
        shown: How the column is shown; `link` changes no text here, for what a link is differs.
        row: The terms of the row, by column.
        language: "zh" or "en".
    """
    if shown.how == "change":
        return arrow(text)
    if shown.how == "words":
        return in_both_languages(text).get(language, text)
    mark = row.get(shown.mark)
    is_order = isinstance(mark, Literal) and mark.value in ("true", "1")
    return in_brackets(text) if shown.how == "order" and text and is_order else text


def hidden_columns(named: NamedQuery) -> frozenset[str]:
    """Give the columns that only say how another is shown, and are not shown themselves."""
    return frozenset(shown.mark for shown in named.shown.values() if shown.mark)


def _label_or_value(term: Term | None, known: Mapping[NamedNode, str]) -> str:
    if isinstance(term, NamedNode):
        return known.get(term, "")
    return term.value if isinstance(term, Literal) else ""


class Table:
    """What a SELECT answers: columns, and rows of terms by name or position.

    Rows are read once as they are found, unless they are asked for again; see
    `kg.sparql.engine.Solutions`. A notebook shows a table, with labels in place of IRIs.
    """

    def __init__(self, solutions: Solutions, titles: Mapping[str, str], names: Names) -> None:
        self._solutions = solutions
        self._names = names
        self.titles = dict(titles)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the variables, in the order of the query."""
        return self._solutions.columns

    def __iter__(self) -> Iterator[Any]:
        return iter(self._solutions)

    def __len__(self) -> int:
        return len(self._solutions)

    def __getitem__(self, position: int) -> Any:
        return self._solutions[position]

    def values(self) -> list[list[object]]:
        """Give the rows as Python values: an IRI is its CURIE, a number a number, unbound None."""
        return [[_value(term) for term in row] for row in self._solutions.rows]

    def labelled(self) -> list[list[str]]:
        """Give the rows as texts: a thing is its label, or its CURIE where it has none; unbound is empty."""
        return labelled_rows(self._solutions.rows, self._names)

    def to_pandas(self, *, labels: bool = False) -> "pandas.DataFrame":
        """Give a pandas data frame of `values`.

        Args:
            labels: With a column more after each column of things, `cityLabel` after `city`, of their names.

        Raises:
            Missing: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise Missing(what="pandas", remedy="pip install 'suanli-kg[pandas]'") from error
        columns, rows = list(self.columns), [list(row) for row in self._solutions.rows]
        if labels:
            columns, rows = with_labels(columns, rows, self._names)
        return pandas.DataFrame([[_value(term) for term in row] for row in rows], columns=columns)

    def _repr_html_(self) -> str:
        heads = "".join(f"<th>{escape(self.titles.get(c, c))}</th>" for c in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self.labelled()
        )
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        try:
            rows = self._solutions.rows
        except RuntimeError:
            return f"<Table of {', '.join(self.columns)}; its rows were read already>"
        cells = labelled_rows(rows[:_FIRST], self._names)
        told = render([self.titles.get(c, c) for c in self.columns], cells)
        more = len(rows) - len(cells)
        return f"{told}\n… +{more:,}" if more else told


Row = TypeVar("Row")


def first(rows: Iterable[Row], count: int | None) -> tuple[list[Row], bool]:
    """Take the first rows of an answer, and say whether it has more.

    >>> first("abc", 2), first("ab", 2)
    ((['a', 'b'], True), (['a', 'b'], False))
    """
    taken = list(rows) if count is None else list(islice(rows, count + 1))
    return taken[:count], count is not None and len(taken) > count


_FIRST = 10  # rows that a plain interpreter shows


def with_labels(
    columns: Sequence[str], rows: Iterable[Any], names: Names
) -> tuple[list[str], list[list[Any]]]:
    """Add after each column of things one with their names, `cityLabel` after `city`; no row is lost.

    A column that the rows have already stays what it is. A thing without a name gets None.
    """
    kept = [list(row) for row in rows]
    things = {term for row in kept for term in row if isinstance(term, NamedNode)}
    named = names.labels(things)
    places = [
        i
        for i, name in enumerate(columns)
        if f"{name}Label" not in columns and any(isinstance(row[i], NamedNode) for row in kept)
    ]
    told = [c for i, name in enumerate(columns) for c in ([name, f"{name}Label"] if i in places else [name])]
    full = [
        [t for i, term in enumerate(row) for t in ([term, _name(term, named)] if i in places else [term])]
        for row in kept
    ]
    return told, full


def labelled_rows(rows: list[Any], names: Names) -> list[list[str]]:
    """Give rows of terms as texts: a thing is its label, or its CURIE; unbound is empty."""
    things = {term for row in rows for term in row if isinstance(term, NamedNode)}
    named = names.labels(things)
    return [[_text(term, named, names.language) for term in row] for row in rows]


def _name(term: AnyTerm | None, named: Mapping[NamedNode, str]) -> Literal | None:
    return Literal(named[term]) if isinstance(term, NamedNode) and term in named else None


def _value(term: AnyTerm | None) -> object:
    if isinstance(term, Literal):
        return plain(term)
    return shorten(term) if isinstance(term, NamedNode) else None if term is None else str(term)


def _text(term: AnyTerm | None, labels: Mapping[NamedNode, str], language: str) -> str:
    if isinstance(term, NamedNode):
        return labels.get(term) or shorten(term)
    value = _value(term)
    if isinstance(value, bool):
        return truth(value, language)
    return "" if value is None else str(value)
