"""A page of a list, and the description of a thing, as data."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kg.graph.describe.facts import SourcedFact
from kg.model.conflicts import Conflict

Item = TypeVar("Item")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of many items."""

    number: int
    """From 1."""
    size: int
    total: int
    items: tuple[Item, ...]
    is_cut: bool = False
    """Whether there are more than `total`, which nobody counted."""

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))

    def map(self, change: Callable[[Item], Other]) -> "Page[Other]":
        """Give the page with each of its items changed."""
        return self.with_items(change(item) for item in self.items)

    def with_items(self, items: Iterable[Other]) -> "Page[Other]":
        """Give the page with other items in place of its own."""
        return Page(self.number, self.size, self.total, tuple(items), self.is_cut)


def page_of(items: Sequence[Item], number: int, size: int, *, is_cut: bool = False) -> Page[Item]:
    """Give a page of a list, its number from 1; beyond the last page there is nothing."""
    start = (max(number, 1) - 1) * size
    return Page(max(number, 1), size, len(items), tuple(items[start : start + size]), is_cut)


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a thing with its values, named for people."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Something that points at the thing, and by what property."""

    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class Description:
    """Everything about one thing: in the reader's language, but for the facts and their conflicts."""

    thing: str
    """Its CURIE."""
    name: str
    classes: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    """Each with its language tag."""
    aliases: tuple[tuple[str, str], ...]
    misspellings: tuple[tuple[str, str], ...]
    properties: tuple[Property, ...]
    facts: Page[SourcedFact]
    conflicts: tuple[Conflict, ...]
    links: Page[Link]
