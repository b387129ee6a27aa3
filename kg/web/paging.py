"""Lists in pages: which part of a list is shown, and which there are before and after it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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
