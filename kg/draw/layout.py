"""Choosing how a graph is laid out: as a map, as arcs around a focus, or as discs."""

from typing import Any

from kg.draw.geography import map_layout
from kg.draw.palette import Entry, has_groups
from kg.draw.shapes import Layout


def arrange(graph: Any, entries: list[Entry]) -> Layout:
    """Find a place for every node; the same graph always gets the same places.

    Args:
        graph: A networkx graph as `kg.network` makes it.
        entries: The legend of the graph, whose order is the order of sectors.
    """
    return map_layout(graph, entries, has_groups(graph))
