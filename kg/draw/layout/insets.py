"""Framed insets beside the map, one a kind, for nodes that have no place on it."""

from collections import defaultdict
from collections.abc import Mapping
from math import ceil, hypot, sqrt
from typing import Any

from kg.draw.layout.geometry import WINDOW, Box, Frame, Place, around, text_width
from kg.draw.layout.members import ROW
from kg.draw.palette import Entry, entry_key, is_member_kind
from kg.draw.texts import TEXTS, both, kind_text
from kg.language import Text

CAPTION = 24.0
"""Height that a frame's caption takes, nominal pixels."""

NO_PLACE, _ABROAD, _ELSEWHERE = "no place", "in ", "elsewhere"
_PAD = 12.0
_GAP = 26.0
_NAME = 150.0
_LABELLED_MOST = 42
_ROWS = 14
_DOT = 11.0
_STEPS = 16


def insets(
    graph: Any, keys: list[str], taken: list[Box], entries: list[Entry], grouped: bool
) -> tuple[tuple[Frame, ...], dict[str, Place], Box]:
    """Stand nodes without a place in frames, the largest kind first, where the map is emptiest.

    Args:
        graph: The graph.
        keys: The nodes without a place.
        taken: What the places on the map take up.
        entries: The legend.
        grouped: Whether nodes are coloured by group.

    Returns:
        The frames, the places, and the box of map and frames together.
    """
    map_box = around(taken)
    if not keys:
        return (), {}, map_box
    sector = {entry.key: number for number, entry in enumerate(entries)}
    framed: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        framed[_frame_of(graph.nodes[key])].append(key)
    frames: list[Frame] = []
    places: dict[str, Place] = {}
    for name in sorted(framed, key=lambda name: (-len(framed[name]), name)):
        members = sorted(
            framed[name],
            key=lambda k: (sector[entry_key(graph.nodes[k], grouped)], -_weight(graph, k), k),
        )
        box = _free_box(_size(graph, members), [*taken, *(frame.box for frame in frames)], map_box)
        heading = _heading(name, graph.nodes[members[0]])
        frames.append(Frame(heading["zh"], heading["en"], box))
        places |= _places_in(graph, members, box)
    return tuple(frames), places, around([map_box, *(frame.box for frame in frames)])


def _free_box(size: tuple[float, float], taken: list[Box], map_box: Box) -> Box:
    """Find where a frame lies farthest from all else inside the window around the map, else west of all."""
    wide, high = size
    window = _widened_to_window(map_box)
    best: tuple[float, Box] | None = None
    for across in range(_STEPS + 1):
        left = window.left + (window.width - wide) * across / _STEPS
        for down in range(_STEPS + 1):
            top = window.top + (window.height - high) * down / _STEPS
            box = Box(left, top, left + wide, top + high)
            clear = min(_gap_between(box, other) for other in taken)
            # Far is good, but not ever better: what is clear enough goes to the left and to the top.
            worth = min(clear, 70.0) - 0.02 * (left - window.left) - 0.01 * (top - window.top)
            if clear > _GAP and box.width <= window.width and (best is None or worth > best[0]):
                best = worth, box
    if best:
        return best[1]
    right = min(box.left for box in taken) - _GAP
    top = (map_box.top + map_box.bottom - high) / 2
    return Box(right - wide, top, right, top + high)


def _widened_to_window(box: Box) -> Box:
    """Widen or heighten a box to the window's shape: that much is on the screen anyway."""
    wide = max(box.width, box.height * WINDOW[0] / WINDOW[1])
    high = max(box.height, box.width * WINDOW[1] / WINDOW[0])
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _gap_between(one: Box, two: Box) -> float:
    """The gap between two boxes; negative where they overlap."""
    across = max(one.left - two.right, two.left - one.right)
    down = max(one.top - two.bottom, two.top - one.bottom)
    return max(across, down) if across < 0 or down < 0 else hypot(across, down)


def _frame_of(node: Any) -> str:
    """Name the frame of a node: its country's, its kind's, or that of what lacks a city or is off the map."""
    kind = str(node.get("kind") or "")
    if node.get("shelf"):
        return f"{_ABROAD}{node['shelf']}"
    if kind != "country" and node.get("lat") is not None and node.get("long") is not None:
        return _ELSEWHERE
    return NO_PLACE if is_member_kind(kind) else kind


def _heading(frame: str, node: Mapping[str, Any]) -> Text:
    if frame.startswith(_ABROAD):
        return both(node, "shelf")
    if frame in (NO_PLACE, _ELSEWHERE):
        return TEXTS["no_place" if frame == NO_PLACE else "elsewhere"]
    label = both(node, "class")
    return Text(label["en"] or kind_text(frame, "en"), label["zh"] or kind_text(frame, "zh"))


def _weight(graph: Any, key: str) -> float:
    return float(graph.nodes[key].get("weight") or 1)


def _grid(count: int) -> tuple[int, int]:
    """Columns and rows."""
    if count <= _LABELLED_MOST:
        columns = ceil(count / _ROWS)
        return columns, ceil(count / columns)
    columns = ceil(sqrt(count * 0.8))
    return columns, ceil(count / columns)


def _size(graph: Any, keys: list[str]) -> tuple[float, float]:
    columns, rows = _grid(len(keys))
    if len(keys) > _LABELLED_MOST:
        return columns * _DOT + 2 * _PAD, rows * _DOT + 2 * _PAD + CAPTION
    return columns * _column_width(graph, keys) + 2 * _PAD, rows * ROW + CAPTION + _PAD


def _column_width(graph: Any, keys: list[str]) -> float:
    names = [str(graph.nodes[key].get(f"label_{each}") or "") for key in keys for each in ("zh", "en")]
    return min(_NAME, max(text_width(name, 12.0) for name in names)) + 24


def _places_in(graph: Any, keys: list[str], box: Box) -> dict[str, Place]:
    columns, rows = _grid(len(keys))
    named = len(keys) <= _LABELLED_MOST
    wide, high = (_column_width(graph, keys), ROW) if named else (_DOT, _DOT)
    left = box.left + _PAD + (5 if named else _DOT / 2)
    top = box.top + CAPTION + high / 2
    places = {}
    for number, key in enumerate(keys):
        # Down the columns where there are names to read, along the rows where there are only dots.
        column, row = divmod(number, rows) if named else (number % columns, number // columns)
        x, y = left + column * wide, top + row * high
        places[key] = Place(x, y, 4.6, 1, name_width=_NAME, in_row=True) if named else Place(x, y, 3.8)
    return places
