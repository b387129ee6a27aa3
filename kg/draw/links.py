"""Which links of a graph are lines in its picture, and which it shows in another way.

A member stands in the disc of its city; a company has the colour of its field; what is in a country stands in
that country's frame. None of these needs a line.
"""

from collections.abc import Mapping
from typing import Any

from kg.draw.layout.geometry import Layout

_ALWAYS_MOST, _ON_A_MAP_MOST = 400, 60

Link = tuple[str, str, Mapping[str, Any]]


def links_to_draw(graph: Any) -> list[Link]:
    """Give all links but those that the discs already show: source, target, attributes."""
    return [edge for edge in graph.edges(data=True) if not edge[2].get("member")]


def is_shown_otherwise(graph: Any, source: str, target: str) -> bool:
    """Say whether a colour or a frame already tells of a link, so that only a selection draws it."""
    # `shelf` is the country in whose frame a node stands.
    return any(
        graph.nodes[one].get(name) == two
        for one, two in ((source, target), (target, source))
        for name in ("group", "shelf")
    )


def is_always_linked(graph: Any, layout: Layout) -> bool:
    """Say whether links are drawn from the start, and not only those of what is selected."""
    lines = sum(not is_shown_otherwise(graph, source, target) for source, target, _ in links_to_draw(graph))
    return lines <= (_ON_A_MAP_MOST if layout.style == "map" else _ALWAYS_MOST)
