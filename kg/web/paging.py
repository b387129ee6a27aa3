"""Lists in pages: the page that a request asks for, and long lists read from the store a page at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar, overload

from pyoxigraph import Literal, NamedNode, Quad

from kg.graph.describe.description import Page, page_of
from kg.store import Store
from kg.web.request import Request

Item = TypeVar("Item")


def page_for(
    request: Request, items: Sequence[Item], size: int, parameter: str = "page", *, is_cut: bool = False
) -> Page[Item]:
    """Give the page of a list that a parameter of a request asks for; beyond the last one, the last.

    >>> page_for(Request("/", (("page", "2"),)), "abcdefg", 3).items
    ('d', 'e', 'f')
    """
    last = max(1, -(-len(items) // size))
    return page_of(items, min(request.number(parameter), last), size, is_cut=is_cut)


MOST_READ = 20_000
"""A list with more than so many members is not read whole, nor put in order."""


class QueriedIris(Sequence[str]):
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
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Ask for one, or for some that follow one another."""
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, end, _ = index.indices(self._total)
        found = self._store.select(
            f"SELECT ?s WHERE {{ {self._pattern} }} OFFSET {start} LIMIT {max(0, end - start)}"
        )
        return [row["s"].value for row in found if isinstance(row["s"], NamedNode)]


class ChainedLists(Sequence[tuple[str, str]]):
    """Several lists one after another, each member with the name of its list."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = lists

    def __len__(self) -> int:
        return sum(len(members) for members in self._lists.values())

    @overload
    def __getitem__(self, index: int) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[str, str]]: ...
    def __getitem__(self, index: int | slice) -> tuple[str, str] | Sequence[tuple[str, str]]:
        """Give one, or some that follow one another, reading only the lists that these are in."""
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, end, _ = index.indices(len(self))
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
    return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}, key=sort_key)


def read_at_most(quads: Iterator[Quad], most: int = MOST_READ) -> list[Quad] | None:
    """Read quads; None if there are more than `most`."""
    read = list(islice(quads, most + 1))
    return read if len(read) <= most else None


def sort_key(iri: str) -> tuple[str, str]:
    """Give what IRIs are put in order by: the last part, which is pinyin for places and names."""
    return iri.replace("#", "/").rpartition("/")[2], iri
