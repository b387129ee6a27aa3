"""The places of members around one node: a fan with names where few, a sunflower in sectors where many."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, ceil, cos, hypot, pi, sin, sqrt

GOLDEN_ANGLE = pi * (3 - sqrt(5))
ROW = 19.0
"""Height of one line of names, nominal pixels."""
_SPREAD = 0.6  # a sunflower whose radius grows by 0.6 s per root of n has neighbours about s apart


@dataclass(frozen=True, slots=True)
class Member:
    """One node that stands around another: its key, its sector, and its weight; heavier is nearer."""

    key: str
    sector: int
    weight: float


@dataclass(frozen=True, slots=True)
class MemberPlace:
    """Where a member stands, relative to the centre, and the side of its name."""

    key: str
    x: float
    y: float
    side: int = 0


def sunflower_radius(count: int, spacing: float, hole: float) -> float:
    """Give the radius of the disc that holds `count` members about `spacing` apart around a hole."""
    return sqrt(hole**2 + count * (_SPREAD * spacing) ** 2) + spacing * 0.5


def sunflower(members: Sequence[Member], spacing: float, hole: float) -> list[MemberPlace]:
    """Spread members evenly over a disc, each sector together, clockwise from the top.

    Points of a sunflower lie evenly at every count; sorted by angle and dealt out sector by sector they make
    slices whose area tells the count.
    """
    points = []
    for index in range(len(members)):
        distance = sqrt(hole**2 + (index + 0.5) * (_SPREAD * spacing) ** 2)
        angle = index * GOLDEN_ANGLE
        points.append((distance * cos(angle), distance * sin(angle)))
    points.sort(key=_clockwise_from_top)
    places: list[MemberPlace] = []
    for sector in sorted({member.sector for member in members}):
        mine = sorted((m for m in members if m.sector == sector), key=lambda m: (-m.weight, m.key))
        slice_ = sorted(points[len(places) : len(places) + len(mine)], key=lambda p: hypot(*p))
        places += [MemberPlace(member.key, x, y) for member, (x, y) in zip(mine, slice_, strict=True)]
    return places


def fan_radius(count: int, sides: int) -> float:
    """Give the radius of the circle on which a fan's members stand."""
    rows = ceil(count / sides)
    return max(28.0, rows * ROW / 2 * 1.06 + 4)


def fan(members: Sequence[Member], sides: tuple[int, ...]) -> list[MemberPlace]:
    """Stand members on a circle, one line of text apart, so that each name stands free to its side.

    Args:
        members: Few enough to be read.
        sides: (1,) for the right half, (-1,) for the left, (1, -1) for both.
    """
    ordered = sorted(members, key=lambda m: (m.sector, -m.weight, m.key))
    radius = fan_radius(len(ordered), len(sides))
    share = ceil(len(ordered) / len(sides))
    places: list[MemberPlace] = []
    for number, side in enumerate(sides):
        mine = ordered[number * share : (number + 1) * share]
        # Clockwise all round: down the right half, then up the left.
        rows = range(len(mine)) if side > 0 else range(len(mine) - 1, -1, -1)
        for member, row in zip(mine, rows, strict=True):
            y = (row - (len(mine) - 1) / 2) * ROW
            x = sqrt(max(radius**2 - y**2, (radius * 0.3) ** 2))
            places.append(MemberPlace(member.key, side * x, y, side))
    return places


def _clockwise_from_top(point: tuple[float, float]) -> float:
    return (atan2(point[1], point[0]) + pi / 2) % (2 * pi)
