"""Lists that are too long to be read whole: the store is asked for the part that is shown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import overload

from pyoxigraph import Literal, NamedNode, Quad

from kg.store import Store

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
