"""Tables on a terminal: columns that line up whatever the script, cut to the width that there is."""

import re
import unicodedata
from collections.abc import Sequence

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_ELLIPSIS = "…"
_BETWEEN = "  "
_NARROWEST = 4


def width(text: str) -> int:
    """Give the columns of a terminal that a text takes: two a wide character, none a combining one.

    >>> width("杭州"), width("háng")
    (4, 4)
    """
    return sum(_width(character) for character in text)


def render(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    max_width: int | None = None,
    numeric: Sequence[int] = (),
) -> str:
    """Lay rows out under their columns.

    Args:
        columns: The heads.
        rows: The cells, as many a row as there are columns. Control characters, line ends among them, are
            shown as spaces: a cell cannot move the cursor or break the table.
        max_width: How wide a row may be; cells of the widest columns are cut so that it fits. None cuts none.
        numeric: The positions of columns that are set to the right.

    >>> print(render(["city", "rank"], [["杭州", "1"], ["Beijing", "10"]], numeric=[1]))
    city     rank
    -------  ----
    杭州        1
    Beijing    10
    """
    cells = [[_CONTROL.sub(" ", cell) for cell in row] for row in rows]
    widths = [max([width(head), *(width(row[i]) for row in cells)]) for i, head in enumerate(columns)]
    if max_width is not None:
        widths = _fit(widths, max_width)
    lines = [_line(columns, widths, ()), _BETWEEN.join("-" * w for w in widths)]
    lines += [_line(row, widths, numeric) for row in cells]
    return "\n".join(lines)


def filled(rows: Sequence[Sequence[str]], count: int) -> list[int]:
    """Give the positions, of `count` columns, of those with a cell that is not empty; all, without rows.

    >>> filled([["a", "", ""], ["b", "", "c"]], 3)
    [0, 2]
    """
    return [i for i in range(count) if not rows or any(row[i] for row in rows)]


def _line(row: Sequence[str], widths: Sequence[int], numeric: Sequence[int]) -> str:
    cells = [_padded(cell, widths[i], to_right=i in numeric) for i, cell in enumerate(row)]
    return _BETWEEN.join(cells).rstrip()


def _padded(cell: str, column_width: int, *, to_right: bool) -> str:
    shown = cell if width(cell) <= column_width else _cut(cell, column_width)
    space = " " * (column_width - width(shown))
    return space + shown if to_right else shown + space


def _cut(text: str, max_width: int) -> str:
    """Cut a text so that it and an ellipsis fit."""
    taken, used = "", 0
    for character in text:
        if used + _width(character) > max_width - 1:
            break
        taken += character
        used += _width(character)
    return taken + _ELLIPSIS


def _fit(widths: list[int], max_width: int) -> list[int]:
    """Narrow the widest columns, one step at a time, until a row fits or nothing can give way."""
    fitted = list(widths)
    over = sum(fitted) + len(_BETWEEN) * (len(fitted) - 1) - max_width
    while over > 0 and max(fitted, default=0) > _NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
        over -= 1
    return fitted


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
