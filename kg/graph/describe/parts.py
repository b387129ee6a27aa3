"""What there is to show about a thing, as data."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

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

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))

    def map(self, change: Callable[[Item], Other]) -> "Page[Other]":
        """Give the page with each of its items changed."""
        return Page(self.number, self.size, self.total, tuple(change(item) for item in self.items))


def page_of(items: list[Item], number: int, size: int) -> Page[Item]:
    """Give a page of a list, its number from 1; beyond the last page there is nothing."""
    start = (max(number, 1) - 1) * size
    return Page(max(number, 1), size, len(items), tuple(items[start : start + size]))


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a thing with its values, named for people."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in its document a claim is made, and in which words where the document is at hand."""

    start: int
    end: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ShownReview:
    """Who accepted or rejected a claim, when and why."""

    verdict: str
    """"accepted" or "rejected"."""
    reviewed: str
    reviewer: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """What a document says, where, and what was decided about it."""

    claim: str
    document: str
    state: str
    """"accepted", "pending" or "rejected"."""
    passages: tuple[Passage, ...]
    reviews: tuple[ShownReview, ...]
    as_written: str = ""
    attributed_to: str = ""
    rule: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact in a sentence, with its claims."""

    fact: str
    kind: str
    sentence: str
    claims: tuple[ShownClaim, ...]


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """Two facts that differ, and how."""

    difference: str
    """What kind of difference it is, in words."""
    is_contradiction: bool
    facts: tuple[str, str]
    sentences: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """Something that points at the thing, and by what property."""

    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything about one thing."""

    thing: str
    """Its CURIE."""
    name: str
    classes: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    """Each with its language tag."""
    aliases: tuple[tuple[str, str], ...]
    misspellings: tuple[tuple[str, str], ...]
    properties: tuple[Property, ...]
    facts: Page[ShownFact]
    conflicts: tuple[ShownConflict, ...]
    links: Page[Link]

    def as_json(self) -> dict[str, Any]:
        """Give it for machines."""
        return asdict(self)
