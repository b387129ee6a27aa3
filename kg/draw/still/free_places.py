"""Placing names in a still picture so that none covers another name or a mark: greedy, most important first.

The page does the same in the browser at every zoom; this is for pictures that cannot be zoomed.
"""

from collections import defaultdict
from collections.abc import Iterator

from kg.draw.layout.geometry import Box

_CELL = 48.0
# (dx, dy) in units of the reach, and how the text lies: 1 begins there, 0 is centred, -1 ends there.
_RIGHT, _LEFT, _BELOW, _ABOVE = (1.0, 0.0, 1), (-1.0, 0.0, -1), (0.0, 1.0, 0), (0.0, -1.0, 0)
_CORNERS = ((0.72, 0.78, 1), (0.72, -0.78, 1), (-0.72, 0.78, -1), (-0.72, -0.78, -1))
_SIDES = {
    1: (_RIGHT,),
    -1: (_LEFT,),
    2: (_BELOW, _ABOVE),
    0: (_RIGHT, _LEFT, _BELOW, _ABOVE, *_CORNERS),
}


class TakenBoxes:
    """What is taken of a sheet, in a grid of cells."""

    def __init__(self, sheet: Box) -> None:
        self.sheet = sheet
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def take(self, box: Box) -> None:
        """Take a box."""
        for cell in _cells(box):
            self._cells[cell].append(box)

    def free(self, box: Box) -> bool:
        """Say whether a box lies on the sheet and meets nothing that is taken."""
        sheet = self.sheet
        if (
            box.left < sheet.left
            or box.top < sheet.top
            or box.right > sheet.right
            or box.bottom > sheet.bottom
        ):
            return False
        return not any(box.meets(other) for cell in _cells(box) for other in self._cells.get(cell, ()))

    def count(self, box: Box) -> int:
        """Count what a box would cover."""
        return len({other for cell in _cells(box) for other in self._cells.get(cell, ()) if box.meets(other)})


def free_box(
    marks: TakenBoxes,
    names: TakenBoxes,
    at: tuple[float, float],
    reach: float,
    size: tuple[float, float],
    side: int,
    *,
    over_marks: bool = False,
) -> Box | None:
    """Find where a name may stand.

    Args:
        marks: What marks take.
        names: What names take.
        at: The node.
        reach: How far from the node the name begins.
        size: Width and height of the name.
        side: 1 right, -1 left, 2 below or above, 0 anywhere.
        over_marks: Whether it may stand on marks; then where it covers the fewest.

    Returns:
        The place, or None where there is none.
    """
    found = [box for box in _candidates(at, reach, size, side) if names.free(box)]
    if over_marks:
        return min(found, key=marks.count, default=None)
    return next((box for box in found if marks.free(box)), None)


def _candidates(at: tuple[float, float], reach: float, size: tuple[float, float], side: int) -> Iterator[Box]:
    (x, y), (wide, high) = at, size
    for dx, dy, anchor in _SIDES.get(side, _SIDES[0]):
        left = x + dx * reach - (0 if anchor == 1 else wide / 2 if anchor == 0 else wide)
        top = y + dy * reach - high / 2
        if anchor == 0:
            top = y + reach if dy > 0 else y - reach - high
        yield Box(left, top, left + wide, top + high)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
        for row in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1):
            yield column, row
