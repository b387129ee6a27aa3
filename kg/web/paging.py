"""Lists in pages: which part of a list is shown, and which there are before and after it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar, overload

from pyoxigraph import Literal, NamedNode, Quad

from kg.store import Store
from kg.web.request import Request

Item = TypeVar("Item")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """Some of many items.

    Attributes:
        parameter: The parameter of the address that says which page.
        number: Which page, from 1.
        size: How many items a page has.
        total: How many items there are.
        items: Those of this page.
        is_cut: Whether there are more than `total`, which nobody counted.
    """

    parameter: str
    number: int
    size: int
    total: int
    items: tuple[Item, ...]
    is_cut: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The place of the first item of this page, from 1."""
        return (self.number - 1) * self.size + 1

    def map(self, change: Callable[[Item], Other]) -> "Listing[Other]":
        """Give the page with each of its items changed."""
        changed = tuple(change(item) for item in self.items)
        return Listing(self.parameter, self.number, self.size, self.total, changed, self.is_cut)

    def with_items(self, items: Sequence[Other]) -> "Listing[Other]":
        """Give the page with other items in place of its own."""
        return Listing(self.parameter, self.number, self.size, self.total, tuple(items), self.is_cut)


def listing(
    items: Sequence[Item], request: Request, size: int, parameter: str = "page", *, is_cut: bool = False
) -> Listing[Item]:
    """Give the page of a list that a request asks for; beyond the last one, the last.

    >>> listing("abcdefg", Request("/", (("page", "2"),)), 3).items
    ('d', 'e', 'f')
    """
    number = _number(request, parameter, len(items), size)
    start = (number - 1) * size
    return Listing(parameter, number, size, len(items), tuple(items[start : start + size]), is_cut)


def window(total: int, request: Request, size: int, parameter: str = "page") -> Listing[int]:
    """Give the places, from 0, of the items that a request asks for, where the items are read afterwards."""
    number = _number(request, parameter, total, size)
    start = (number - 1) * size
    places = tuple(range(start, min(start + size, total)))
    return Listing(parameter, number, size, total, places)


def _number(request: Request, parameter: str, total: int, size: int) -> int:
    return min(request.number(parameter), max(1, -(-total // size)))


MOST_READ = 20_000
"""A list with more than so many members is not read whole, nor put in order."""


class Asked(Sequence[str]):
    """The IRIs that a pattern gives for `?s`, asked for a part at a time, in the order of the store.

    That order is the same for as long as the snapshot is.

    Args:
        store: Whom to ask.
        pattern: What stands between the braces of WHERE; all that it names must be terms of ours.
        total: How many there are.
    """

    def __init__(self, store: Store, pattern: str, total: int) -> None:
        self._store = store
        self._pattern = pattern
        self._total = total

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """Ask for one, or for some that follow one another."""
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, end, _ = place.indices(self._total)
        found = self._store.select(
            f"SELECT ?s WHERE {{ {self._pattern} }} OFFSET {start} LIMIT {max(0, end - start)}"
        )
        return [row["s"].value for row in found if isinstance(row["s"], NamedNode)]


class Pairs(Sequence[tuple[str, str]]):
    """Several lists one after another, each member with the name of its list."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = lists

    def __len__(self) -> int:
        return sum(len(members) for members in self._lists.values())

    @overload
    def __getitem__(self, place: int) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[tuple[str, str]]: ...
    def __getitem__(self, place: int | slice) -> tuple[str, str] | Sequence[tuple[str, str]]:
        """Give one, or some that follow one another, reading only the lists that these are in."""
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, end, _ = place.indices(len(self))
        return list(self._part(start, end))

    def _part(self, start: int, end: int) -> Iterator[tuple[str, str]]:
        before = 0
        for name, members in self._lists.items():
            first, last = max(0, start - before), min(len(members), end - before)
            if first < last:
                yield from ((name, member) for member in members[first:last])
            before += len(members)


def counts_of(store: Store, name: str, pattern: str) -> dict[str, int]:
    """Count what a pattern gives, by the IRI that it gives for a variable."""
    found = store.select(f"SELECT ?{name} (COUNT(*) AS ?count) WHERE {{ {pattern} }} GROUP BY ?{name}")
    return {
        row[name].value: int(row["count"].value)
        for row in found
        if isinstance(row[name], NamedNode) and isinstance(row["count"], Literal)
    }


def subjects_of(quads: Iterable[Quad]) -> list[str]:
    """Give the subjects of some quads, each once, in the order of the last parts of their IRIs."""
    return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}, key=place)


def up_to(quads: Iterator[Quad], most: int = MOST_READ) -> list[Quad] | None:
    """Read quads; None if there are more than `most`."""
    read = list(islice(quads, most + 1))
    return read if len(read) <= most else None


def place(iri: str) -> tuple[str, str]:
    """Give what puts an IRI in its place in a list: its last part, which is pinyin for places and names."""
    return iri.replace("#", "/").rpartition("/")[2], iri
