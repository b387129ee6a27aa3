"""What a layout is made of: places of nodes, discs, frames and the box that holds them.

All lengths are nominal pixels: at scale 1 the whole fills a window of about 1000 by 720. y grows downwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import pi

WINDOW = (1000.0, 720.0)
"""The drawing area that a layout is made for: width and height in nominal pixels."""

_TAIL_SHARE = 0.42  # of a shortened name is its end: enough for a year, or two


@dataclass(frozen=True, slots=True)
class Place:
    """Where one node stands.

    Attributes:
        x: Centre, nominal pixels.
        y: Centre, nominal pixels.
        r: Radius of its mark, nominal pixels.
        side: Where its name goes: 1 right, -1 left, 0 wherever there is room.
        owner: The node in whose disc it stands, if it does.
        name_width: How wide its name may run, nominal pixels.
        in_row: Whether it stands in a row or a frame, where that width grows and shrinks with the whole.
    """

    x: float
    y: float
    r: float
    side: int = 0
    owner: str | None = None
    name_width: float = 132.0
    in_row: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """The ground of the nodes that belong to one node: a disc, or a slice of one.

    Attributes:
        owner: The node in the middle.
        x: Centre.
        y: Centre.
        r: Radius.
        start: Where the slice begins, radians clockwise from the right.
        end: Where it ends; a whole turn after `start` for a disc.
    """

    owner: str
    x: float
    y: float
    r: float
    start: float = 0.0
    end: float = 2 * pi


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Give its width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Give its height."""
        return self.bottom - self.top

    def meets(self, other: "Box") -> bool:
        """Say whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def grown(self, by: float) -> "Box":
        """Give this box with `by` more on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True, slots=True)
class Frame:
    """A framed inset for nodes that have no place on the map, with its heading."""

    zh: str
    en: str
    box: Box


@dataclass(frozen=True, slots=True)
class Area:
    """The name of a region, written faintly on the ground."""

    zh: str
    en: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Caption:
    """The heading of a run of rows: what links them to the focus. `side` as in `Place`."""

    zh: str
    en: str
    x: float
    y: float
    side: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands.

    Attributes:
        style: "map", "arcs" or "discs": how the places were found.
        places: The place of each node, by its key.
        discs: The grounds, largest first.
        frames: The insets.
        backdrop: Places of which nothing is drawn, as faint points.
        areas: Names of regions.
        captions: Headings of rows.
        tree: The links that the places follow, nearer end first; others only cross the picture.
        graticule: Lines of the map's grid, each a row of points.
        box: What the first view shows.
        farthest: How far the farthest city was moved from its true place, as a share of the map's width.
    """

    style: str
    places: dict[str, Place]
    discs: tuple[Disc, ...] = ()
    frames: tuple[Frame, ...] = ()
    backdrop: tuple[tuple[float, float], ...] = ()
    areas: tuple[Area, ...] = ()
    captions: tuple[Caption, ...] = ()
    tree: frozenset[tuple[str, str]] = frozenset()
    graticule: tuple[tuple[tuple[float, float], ...], ...] = ()
    box: Box = Box(0.0, 0.0, *WINDOW)
    farthest: float = 0.0


def around(boxes: Iterable[Box]) -> Box:
    """Give the smallest box that holds them all; the window where there are none."""
    found = list(boxes)
    if not found:
        return Box(0.0, 0.0, *WINDOW)
    return Box(
        min(box.left for box in found),
        min(box.top for box in found),
        max(box.right for box in found),
        max(box.bottom for box in found),
    )


def text_width(text: str, size: float) -> float:
    """Guess how wide `text` runs in a sans-serif face of `size` pixels, a little on the wide side.

    >>> text_width("", 10)
    0.0

    >>> text_width("杭州", 10), round(text_width("kg", 10), 1)
    (20.0, 11.4)
    """
    return size * sum((_em(character) for character in text), 0.0)


def _em(character: str) -> float:
    if character > "\u2e7f":
        return 1.0
    if character in "il.,:;'|!ıjft() ":
        return 0.34
    if character in "mwMW%@":
        return 0.9
    return 0.68 if character.isupper() else 0.57


def clip(text: str, size: float, width: float) -> str:
    """Shorten `text` with an ellipsis so that it runs no wider than `width` pixels at `size`.

    >>> clip("中国人工智能城市排行榜", 10, 60)
    '中国人工智…'
    """
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(kept, size) > width - size:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def shorten(name: str, size: float, width: float) -> str:
    """Shorten a name in its middle: both ends tell names apart, such as a year.

    >>> shorten("Ranking of China's AI cities, 2018-2019", 10, 150)
    'Ranking of China…2018-2019'
    >>> shorten("中国人工智能城市排行榜", 10, 60)
    '中国人…行榜'
    """
    if text_width(name, size) <= width:
        return name
    tail = _tail(name, size, (width - size) * _TAIL_SHARE)
    left = width - size - text_width(tail, size)
    head = name[: len(name) - len(tail)]
    while head and text_width(head, size) > left:
        head = head[:-1]
    return head.rstrip(" ,'，、(（") + "…" + tail


def _tail(name: str, size: float, width: float) -> str:
    """Give the longest end that fits, whole words where there is any whole word."""
    start = len(name)
    while start > 0 and text_width(name[start - 1 :], size) <= width:
        start -= 1
    tail = name[start:]
    if start and name[start - 1] != " " and name[start - 1] < "\u2e80":
        _, blank, words = tail.partition(" ")
        tail = words if blank else tail
    return tail.lstrip()
