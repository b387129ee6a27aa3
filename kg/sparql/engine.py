"""Solutions of a SELECT, read as they are found, and what pyoxigraph says is wrong, in sentences.

The only module that reads pyoxigraph's complaints about a query.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import pyoxigraph as ox

from kg.errors import BadQuery, StoreError, nearest
from kg.language import Text
from kg.rdf.vocab import PREFIXES
from kg.sparql.binding import Bound
from kg.sparql.prefixes import prefixes_used

Found = TypeVar("Found")

_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)


def explained(found: Iterable[Found], held: object) -> Iterator[Found]:
    """Give what a query finds, with its troubles in sentences; `held` stays for as long as this goes on."""
    try:
        yield from found
    except OSError as error:
        raise cut_short(error) from error
    except RuntimeError as error:
        raise BadQuery(why=error) from error


def explained_while(write: Callable[[], object]) -> None:
    """Have an answer written, with the troubles that are met while it is still being found in sentences.

    Raises:
        StoreError: The disk, or an endpoint that the query asks, failed.
        BadQuery: The engine gave up.
        BrokenPipeError: Nobody reads it any more.
    """
    try:
        write()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise cut_short(error) from error
    except RuntimeError as error:
        raise BadQuery(why=error) from error


def not_a(wanted: str) -> BadQuery:
    """Say that a query is of another form than the one asked for."""
    return BadQuery(why=Text(f"it is not a {wanted} query", f"它不是 {wanted} 查询"))


def cut_short(error: OSError) -> StoreError:
    """Say that the disk, or an endpoint that the query asks, failed while it was read from."""
    return StoreError(
        problem=Text(f"reading was cut short: {error}", f"读取中断：{error}"),
        remedy=Text(
            "if the query asks another endpoint, see that it answers; else build the store again",
            "若查询访问其他端点，请确认其可用；否则请重新建立图库",
        ),
    )


def bad_query(error: Exception, sparql: str) -> BadQuery:
    """Say what pyoxigraph found wrong with a query, and where: in the text as its writer knows it."""
    found = _POSITION.match(str(error))
    if found is not None and isinstance(sparql, Bound):
        in_own = _position_in(sparql.as_written)
        found, sparql = (in_own, sparql.as_written) if in_own else (found, sparql)
    if found is None:
        return BadQuery(why=error)
    line, column = int(found[1]), int(found[2])
    text = "".join(sparql.split("\n")[line - 1 : line])[:column]
    en, zh = _reason(found[3], text)
    why = Text(f"line {line}, column {column}: {en}", f"第 {line} 行第 {column} 列：{zh}")
    return BadQuery(why=why, line=line, column=column)


def _position_in(text: str) -> re.Match[str] | None:
    """Find what is wrong in a text before parameters were bound; None where nothing is."""
    try:
        ox.Store().query(text, prefixes=prefixes_used(text))
    except SyntaxError as error:
        return _POSITION.match(str(error))
    return None


def _reason(expected: str, text: str) -> tuple[str, str]:
    # What the parser would have liked is a page of character classes, and often beside the point.
    if "Prefix not found" in expected:
        prefix = re.findall(r"([\w.-]*):", text)[-1:] or [""]
        near = ", ".join(nearest(prefix[0], PREFIXES))
        also = (f", did you mean {near}?", f"，是否指 {near}？") if near else ("", "")
        return f"the prefix {prefix[0]!r} is not declared{also[0]}", f"前缀 {prefix[0]!r} 未声明{also[1]}"
    if "variable that is unbound" in expected:
        return "SELECT names a variable that is not grouped by", "SELECT 中有未参与分组的变量"
    if "IRI parsing failed" in expected:
        return "an IRI is malformed", "IRI 写法有误"
    near = text[-24:].strip()
    if not near:
        return "it ends where more was expected", "查询不完整"
    return f"it does not parse near {near!r}", f"在 {near!r} 附近无法解析"


Reading = Callable[[ox.QuerySolutions, object], Iterator[ox.QuerySolution]]
"""Reads what was found, and says in sentences what goes wrong meanwhile."""


class Solutions:
    """What a SELECT answers: named columns, and rows that are read once, as they are found.

    `for row in solutions` keeps nothing. `solutions.rows` reads them all and keeps them, and so do `len`,
    an index and a second look. A row gives its terms by name, by position and in order; None is unbound.

    >>> found = Solutions(ox.Store().query("SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) (2 3) } }"))
    >>> found.columns, [row["a"].value for row in found]
    (('a', 'b'), ['1', '2'])
    """

    def __init__(self, found: ox.QuerySolutions, held: object = None, *, read: Reading = explained) -> None:
        self._found = found
        self._reading = read
        self._held = held  # the snapshot stays for as long as its rows are read
        self._rows: list[ox.QuerySolution] | None = None
        self._begun = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the variables, without `?`, in the order of the query."""
        return tuple(variable.value for variable in self._found.variables)

    @property
    def rows(self) -> list[ox.QuerySolution]:
        """All rows, read now and kept."""
        if self._rows is None:
            self._rows = list(self._read())
        return self._rows

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        # `list` asks for the length after it has asked for the iterator, so this decides at its first row.
        yield from (self._read() if self._rows is None else self._rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __getitem__(self, position: int) -> ox.QuerySolution:
        return self.rows[position]

    def _read(self) -> Iterator[ox.QuerySolution]:
        if self._begun:
            raise RuntimeError("these rows were read already; use .rows to read them more than once")
        self._begun = True
        return self._reading(self._found, self._held)
