"""What a SELECT answers: rows that are read as they are found, wherever they come from."""

from collections.abc import Callable, Iterator

import pyoxigraph as ox

from kg.sparql.engine import told

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

    def __init__(self, found: ox.QuerySolutions, held: object = None, *, read: Reading = told) -> None:
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
