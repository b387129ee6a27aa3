"""The layout of a large graph without a map or a focus: hubs as discs, packed from the middle outwards."""

from math import cos, floor, hypot, sin, sqrt
from typing import Any

from kg.draw.layout.geometry import WINDOW, Box, Disc, Layout, Place, around
from kg.draw.layout.insets import insets
from kg.draw.layout.members import GOLDEN_ANGLE, Member, sunflower, sunflower_radius
from kg.draw.palette import Entry, entry_key

_HUB_LINKS = 4
_HUB_R, _MEMBER_R = 9.6, 5.8
_HUB_NAME = 190.0
_GAP = 26.0
_SPACING_LEAST, _SPACING_MOST = 5.0, 54.0
_FITTED_MOST = 700  # more nodes show no names at first, and packing them again takes time
_NAMES = 70.0  # beside the outermost discs
_SQUEEZE = WINDOW[1] / WINDOW[0]


def discs_layout(graph: Any, entries: list[Entry], grouped: bool) -> Layout:
    """Lay a graph out as discs: what is linked most in the middle of each, its neighbours around it."""
    hubs = _hubs(graph)
    sectors = {entry.key: number for number, entry in enumerate(entries)}
    members: dict[str, list[Member]] = {}
    for key, hub in hubs.items():
        members.setdefault(hub, [])
        if key != hub:
            node = graph.nodes[key]
            sector = sectors[entry_key(node, grouped)]
            members[hub].append(Member(key, sector, float(node.get("weight") or 1)))
    spacing, radii, centres = _packed_to_window(graph, members)
    hole = spacing + 2.0
    places: dict[str, Place] = {}
    for hub, mine in members.items():
        x, y = centres[hub]
        places[hub] = Place(x, y, min(spacing * 0.6, _HUB_R), name_width=_HUB_NAME)
        for place in sunflower(mine, spacing, hole):
            places[place.key] = Place(x + place.x, y + place.y, min(spacing * 0.36, _MEMBER_R), 0, hub)
    order = sorted(members, key=lambda hub: (-radii[hub], hub))
    discs = tuple(Disc(hub, *centres[hub], radii[hub] + 3) for hub in order if members[hub])
    taken = [_box(*centres[hub], radii[hub]) for hub in order] or [Box(-10, -10, 10, 10)]
    loose = [key for key in graph if key not in places]
    frames, more, box = insets(graph, loose, taken, entries, grouped)
    return Layout(style="discs", places=places | more, discs=discs, frames=frames, box=box.grown(40))


def _packed_to_window(
    graph: Any, members: dict[str, list[Member]]
) -> tuple[float, dict[str, float], dict[str, tuple[float, float]]]:
    """Pack discs whose members stand as far apart as the window allows: spacing, radii and centres."""
    spacing = max(_SPACING_LEAST, min(_SPACING_MOST, 420.0 / sqrt(len(graph))))
    while True:
        radii = {hub: sunflower_radius(len(mine), spacing, spacing + 2.0) for hub, mine in members.items()}
        centres = _pack(graph, radii)
        whole = around(_box(*centres[hub], radii[hub]) for hub in centres)
        fits = whole.width <= WINDOW[0] - 2 * _NAMES and whole.height <= WINDOW[1]
        if fits or spacing <= _SPACING_LEAST or len(graph) > _FITTED_MOST:
            return spacing, radii, centres
        spacing = max(_SPACING_LEAST, spacing * 0.9)


def _hubs(graph: Any) -> dict[str, str]:
    """Give each linked node the hub beside which it stands; hubs stand by themselves.

    Every node points to its best linked neighbour if that one is linked more often than itself. Following
    these pointers, the first node with enough links, or else the last, is the hub.
    """
    links = {key: len(_neighbours(graph, key)) for key in graph}
    rank = {key: (-links[key], key) for key in graph}
    up = {key: min(_neighbours(graph, key), key=rank.__getitem__) for key in graph if links[key]}
    hubs: dict[str, str] = {}
    for key in up:
        hub = key
        while (links[hub] < _HUB_LINKS or hub == key) and rank[up[hub]] < rank[hub]:
            if hub == key and links[key] >= _HUB_LINKS and links[up[key]] <= 3 * links[key]:
                break
            hub = up[hub]
        hubs[key] = hub
    # A hub that itself stands beside a larger one keeps its members there.
    return {key: hubs[hub] if hubs[hub] != hub else hub for key, hub in hubs.items()}


def _neighbours(graph: Any, key: str) -> set[str]:
    return (set(graph.successors(key)) | set(graph.predecessors(key))) - {key}


def _pack(graph: Any, radii: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Put the largest disc in the middle and each next one where it is free, nearest to its linked discs."""
    order = sorted(radii, key=lambda hub: (-radii[hub], hub))
    taken = _Taken(2 * max(radii.values(), default=1.0) + _GAP)
    for hub in order:
        linked = [taken.centres[other] for other in sorted(_neighbours(graph, hub)) if other in taken.centres]
        x = sum(at[0] for at in linked) / max(len(linked), 1)
        y = sum(at[1] for at in linked) / max(len(linked), 1)
        taken.put(hub, x, y, radii[hub])
    return taken.centres


class _Taken:
    """Discs that have their place, in a grid of cells as wide as the largest."""

    def __init__(self, cell: float) -> None:
        self.cell = cell
        self.centres: dict[str, tuple[float, float]] = {}
        self._cells: dict[tuple[int, int], list[tuple[float, float, float]]] = {}

    def put(self, key: str, x: float, y: float, r: float) -> None:
        """Put a disc at the first free place of a spiral around (x, y)."""
        step, stride = 0, max(4.0, r * 0.4)
        while True:
            distance, angle = stride * sqrt(step), step * GOLDEN_ANGLE
            at = x + distance * cos(angle), y + distance * sin(angle) * _SQUEEZE
            if self._free(*at, r):
                break
            step += 1
        self.centres[key] = at
        self._cells.setdefault(self._cell(*at), []).append((*at, r))

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        return floor(x / self.cell), floor(y / self.cell)

    def _free(self, x: float, y: float, r: float) -> bool:
        column, row = self._cell(x, y)
        return all(
            hypot(x - cx, y - cy) >= r + cr + _GAP
            for i in (column - 1, column, column + 1)
            for j in (row - 1, row, row + 1)
            for cx, cy, cr in self._cells.get((i, j), ())
        )


def _box(x: float, y: float, r: float) -> Box:
    return Box(x - r, y - r, x + r, y + r)
