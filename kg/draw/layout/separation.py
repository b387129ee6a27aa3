"""Pushing things apart that would cover one another, each no farther from its place than allowed."""

from dataclasses import dataclass
from math import cos, hypot, sin

from kg.draw.layout.members import GOLDEN_ANGLE

_GAP = 4.0
_ROUNDS, _LOOK, _FRESH = 96, 12, 4
_SLACK = 14.0  # pairs nearer than this are watched until pairs are looked for afresh
_ENOUGH = 0.3


@dataclass(slots=True)
class Body:
    """A thing that takes room: a circle, or a box where `half` says how far it reaches.

    Attributes:
        x: Where it stands now.
        y: Where it stands now.
        r: Radius, or for a box the radius of the circle around its centre.
        half: (left, top, right, bottom) reach of a box, all positive; None for a circle.
        mass: The heavier of two gives way less.
    """

    x: float
    y: float
    r: float
    half: tuple[float, float, float, float] | None = None
    mass: float = 1.0

    @property
    def reach(self) -> tuple[float, float, float, float]:
        """How far it reaches to the left, top, right and bottom."""
        return self.half or (self.r, self.r, self.r, self.r)


def push_apart(bodies: list[Body], farthest: float) -> float:
    """Move bodies apart in place, none farther than `farthest` from where it stood.

    The same bodies in the same order end at the same places. Returns the deepest overlap that is left.
    """
    starts = [(body.x, body.y) for body in bodies]
    _separate_coincident(bodies)
    pairs: list[tuple[int, int]] = []
    deepest = before = 0.0
    for number in range(_ROUNDS):
        if number % _FRESH == 0:
            pairs = _near_pairs(bodies)
        deepest = max((_push(bodies[i], bodies[j]) for i, j in pairs), default=0.0)
        for body, start in zip(bodies, starts, strict=True):
            _keep_near(body, start, farthest)
        if deepest <= _ENOUGH:
            break
        if number % _LOOK == _LOOK - 1:
            # Where nothing gets better any more there is no room, and the caller must ask for less.
            if number > _LOOK and deepest > 0.9 * before:
                break
            before = deepest
    return deepest


def _near_pairs(bodies: list[Body]) -> list[tuple[int, int]]:
    order = sorted(range(len(bodies)), key=lambda i: bodies[i].x - bodies[i].reach[0])
    pairs = []
    for position, i in enumerate(order):
        _, top, right, bottom = bodies[i].reach
        for j in order[position + 1 :]:
            other = bodies[j]
            if other.x - other.reach[0] - bodies[i].x > right + _SLACK:
                break
            across = other.y - bodies[i].y
            if -(top + other.reach[3] + _SLACK) < across < bottom + other.reach[1] + _SLACK:
                pairs.append((i, j))
    return pairs


def _separate_coincident(bodies: list[Body]) -> None:
    """Give two at one point a way to part: a hundredth of a pixel, each in a direction of its own."""
    seen: set[tuple[float, float]] = set()
    for number, body in enumerate(bodies):
        if (body.x, body.y) in seen:
            body.x += 0.01 * cos(number * GOLDEN_ANGLE)
            body.y += 0.01 * sin(number * GOLDEN_ANGLE)
        seen.add((body.x, body.y))


def _push(one: Body, two: Body) -> float:
    dx, dy = two.x - one.x, two.y - one.y
    if one.half is None and two.half is None:
        distance = hypot(dx, dy) or 1e-9
        depth = one.r + two.r + _GAP - distance
        along = (dx / distance, dy / distance)
    else:
        depth, along = _box_depth(one, two, dx, dy)
    if depth <= 0:
        return 0.0
    share = two.mass / (one.mass + two.mass)
    one.x -= along[0] * depth * share
    one.y -= along[1] * depth * share
    two.x += along[0] * depth * (1 - share)
    two.y += along[1] * depth * (1 - share)
    return depth


def _box_depth(one: Body, two: Body, dx: float, dy: float) -> tuple[float, tuple[float, float]]:
    """How deep two boxes lie in one another, and the way out that is shortest."""
    left, top, right, bottom = one.reach
    left2, top2, right2, bottom2 = two.reach
    across = (right + left2 - dx, 1.0) if dx >= 0 else (left + right2 + dx, -1.0)
    down = (bottom + top2 - dy, 1.0) if dy >= 0 else (top + bottom2 + dy, -1.0)
    if across[0] + _GAP < down[0] + _GAP:
        return across[0] + _GAP, (across[1], 0.0)
    return down[0] + _GAP, (0.0, down[1])


def _keep_near(body: Body, start: tuple[float, float], farthest: float) -> None:
    dx, dy = body.x - start[0], body.y - start[1]
    moved = hypot(dx, dy)
    if moved > farthest:
        body.x = start[0] + dx / moved * farthest
        body.y = start[1] + dy / moved * farthest
