"""The layout around a focus: neighbours in rows to both sides, what lies beyond them farther out.

Every node has a line of its own for its name, and the columns bend round the focus like arcs, so that a
neighbourhood reads like a page and no two names ever meet.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from kg.draw.layout.geometry import WINDOW, Box, Caption, Layout, Place, around, text_width
from kg.draw.palette import Entry, entry_key
from kg.draw.texts import both, is_sentence
from kg.language import Text

ROW = 22.0
_CAPTION_ROW = 19.0
_SECTION_GAP = 13.0
_FIRST = 132.0  # from the focus to its neighbours
_BEYOND = 92.0  # from the end of a name to the next column
_NAME, _SENTENCE = 176.0, 250.0
_WRAP, _WRAP_MORE = 30, 64  # leaves of one parent stand in two columns from here, in three from there
_BEND_MOST = 48.0
_STRETCH_MOST = 1.7


@dataclass(slots=True)
class _Branch:
    """One node with all that hangs on it."""

    key: str
    depth: int
    heading: tuple[str, str] = ("", "")
    children: list["_Branch"] = field(default_factory=list)
    column: int = 0
    y: float = 0.0

    @property
    def is_leaf(self) -> bool:
        return not self.children


def arcs_layout(graph: Any, focus: str, entries: list[Entry], grouped: bool) -> Layout:
    """Lay one connected graph out around `focus`. Nodes that it does not reach get no place."""
    order = {entry.key: number for number, entry in enumerate(entries)}
    rank = {
        key: (order[entry_key(node, grouped)], -float(node.get("weight") or 1), key)
        for key, node in graph.nodes(data=True)
    }
    root = _tree(graph, focus, rank)
    places = {focus: Place(0.0, 0.0, 9.0, 2)}
    captions: list[Caption] = []
    boxes = [Box(-70, -26, 70, 34)]
    halves = [
        _Half(graph, side, branches) for side, branches in zip((1, -1), _halves(root.children), strict=True)
    ]
    wide = sum(half.reach for half in halves)
    stretch = wide * WINDOW[1] / WINDOW[0] / max(half.height for half in halves)
    for half in halves:
        half.finish(min(max(stretch * 0.92, 1.0), _STRETCH_MOST))
        places |= half.places
        captions += half.captions
        boxes += half.boxes
    return Layout(
        style="arcs",
        places=places,
        captions=tuple(captions),
        tree=frozenset(_pairs(root)),
        box=around(boxes).grown(24),
    )


def _pairs(branch: _Branch) -> Iterator[tuple[str, str]]:
    for child in branch.children:
        yield branch.key, child.key
        yield from _pairs(child)


def _tree(graph: Any, focus: str, rank: Mapping[str, Any]) -> _Branch:
    """Reach every node from the focus by the fewest steps; among equals the parent that ranks first."""
    root = _Branch(focus, 0)
    found = {focus: root}
    waiting = deque([root])
    while waiting:
        branch = waiting.popleft()
        near = {key for key in _neighbours(graph, branch.key) if key not in found}
        for key in sorted(near, key=lambda k: (_heading(graph, branch.key, k), rank[k])):
            child = _Branch(key, branch.depth + 1, _heading(graph, branch.key, key))
            found[key] = child
            branch.children.append(child)
            waiting.append(child)
    return root


def _neighbours(graph: Any, key: str) -> set[str]:
    return (set(graph.successors(key)) | set(graph.predecessors(key))) - {key}


def _heading(graph: Any, parent: str, child: str) -> tuple[str, str]:
    """What the links between the two are called in Chinese and in English, one after the other."""
    names: list[Text] = []
    for one, two in ((parent, child), (child, parent)):
        edges = graph.get_edge_data(one, two) or {}
        found = edges.values() if graph.is_multigraph() else [edges] if edges else []
        names += [both(edge, "label") for edge in found]
    pairs = dict.fromkeys((name["zh"], name["en"]) for name in names if any(name.values()))
    return " · ".join(zh for zh, _ in pairs), " · ".join(en for _, en in pairs)


def _rows(branch: _Branch) -> float:
    leaves = [child for child in branch.children if child.is_leaf]
    return max(
        1.0, ceil(len(leaves) / _columns(len(leaves))) + sum(_rows(c) for c in branch.children if c.children)
    )


def _columns(leaves: int) -> int:
    return 1 if leaves < _WRAP else 2 if leaves < _WRAP_MORE else 3


def _halves(branches: list[_Branch]) -> tuple[list[_Branch], list[_Branch]]:
    """Part the neighbours so that both sides are about as high; a section stays together where it can."""
    sections: list[list[_Branch]] = []
    for branch in branches:
        if not sections or sections[-1][0].heading != branch.heading:
            sections.append([])
        sections[-1].append(branch)
    whole = sum(_height(section) for section in sections)
    if len(sections) == 1 and len(branches) > 1:
        sections = _split_section(sections[0], whole / 2)
    right: list[_Branch] = []
    left: list[_Branch] = []
    heights = [0.0, 0.0]
    # The largest first, each to the side that has less: what is left over evens the two out.
    sides: dict[int, list[_Branch]] = {}
    for number in sorted(range(len(sections)), key=lambda n: (-_height(sections[n]), n)):
        shorter = 0 if heights[0] <= heights[1] else 1
        heights[shorter] += _height(sections[number])
        sides[number] = (right, left)[shorter]
    for number, section in enumerate(sections):
        sides[number] += section
    return right, left


def _height(section: list[_Branch]) -> float:
    return 1.5 + sum(_rows(branch) for branch in section)


def _split_section(section: list[_Branch], height: float) -> list[list[_Branch]]:
    """Cut one section in two."""
    first: list[_Branch] = []
    while len(first) < len(section) - 1 and _height(first) < height:
        first.append(section[len(first)])
    return [first, section[len(first) :]]


class _Half:
    """One side of the picture: rows from top to bottom, then columns from the focus outwards."""

    def __init__(self, graph: Any, side: int, branches: list[_Branch]) -> None:
        self.graph, self.side = graph, side
        self.places: dict[str, Place] = {}
        self.captions: list[Caption] = []
        self.boxes: list[Box] = []
        self._placed: list[_Branch] = []
        self._headings: list[tuple[tuple[str, str], _Branch]] = []
        self._cursor = 0.0
        heading: tuple[str, str] | None = None
        for branch in branches:
            if branch.heading != heading:
                heading = branch.heading
                self._cursor += _SECTION_GAP if self._placed else 0.0
                # Above a name with one line there is no room for a heading yet.
                self._cursor += _CAPTION_ROW if _rows(branch) < 3 else 0.0
                self._headings.append((heading, branch))
            self._place_branch(branch)
        self.height = max(self._cursor, ROW)
        self._starts, self._name_widths = self._columns_start()
        ends = (self._starts[b.depth, b.column] + self._name_width(b.key) for b in self._placed)
        self.reach = max((end + 14 for end in ends), default=80.0)

    def _place_branch(self, branch: _Branch) -> None:
        top = self._cursor
        leaves = [child for child in branch.children if child.is_leaf]
        columns = _columns(len(leaves))
        deep = ceil(len(leaves) / columns) if leaves else 0
        for number, leaf in enumerate(leaves):
            leaf.column, row = divmod(number, deep)
            leaf.y = top + (row + 0.5) * ROW
            self._placed.append(leaf)
        self._cursor = top + deep * ROW
        for child in branch.children:
            if not child.is_leaf:
                self._place_branch(child)
        self._cursor = max(self._cursor, top + ROW)
        branch.y = (top + self._cursor) / 2
        self._placed.append(branch)

    def finish(self, stretch: float) -> None:
        """Give everything its place, rows `stretch` times as far apart as names need."""
        middle = self.height / 2
        for branch in self._placed:
            name = self._name_width(branch.key)
            across = self._starts[branch.depth, branch.column]
            y = (branch.y - middle) * stretch
            x = self.side * (across - self._bend(branch.y))
            r = 6.0 if branch.depth == 1 else 4.8
            widest = self._name_widths[branch.depth, branch.column]
            self.places[branch.key] = Place(x, y, r, self.side, name_width=widest, in_row=True)
            end = x + self.side * (name + 14)
            self.boxes.append(Box(min(x, end) - 8, y - ROW / 2, max(x, end) + 8, y + ROW / 2))
        for (zh, en), branch in self._headings:
            place = self.places[branch.key]
            y = place.y - _CAPTION_ROW * stretch
            self.captions.append(Caption(zh, en, place.x + self.side * 11, y, self.side))
            self.boxes.append(Box(-10, y - 10, 10, y + 10))

    def _bend(self, y: float) -> float:
        """How far rows towards the top and the bottom bend back to the focus."""
        return _BEND_MOST * (y / (self.height / 2) - 1) ** 2 * min(1.0, self.height / 400)

    def _columns_start(self) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
        """Where each column begins, counted from the focus, and how wide its names run.

        A column is a depth and, where leaves are wrapped, the number of the column among theirs.
        """
        starts: dict[tuple[int, int], float] = {}
        name_widths: dict[tuple[int, int], float] = {}
        at = _FIRST
        for depth in range(1, max((branch.depth for branch in self._placed), default=0) + 1):
            mine = [branch for branch in self._placed if branch.depth == depth]
            last = max(branch.column for branch in mine)
            for column in range(last + 1):
                widest = max((self._name_width(b.key) for b in mine if b.column == column), default=0.0)
                starts[depth, column], name_widths[depth, column] = at, widest + 10.0
                at += widest + (34.0 if column < last else 16.0 + _BEYOND)
        return starts, name_widths

    def _name_width(self, key: str) -> float:
        node = self.graph.nodes[key]
        widest = max(text_width(name, 12.5) for name in both(node, "label").values())
        return min(_SENTENCE if is_sentence(node) else _NAME, widest)
