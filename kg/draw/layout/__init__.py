"""Choosing how a graph is laid out: around its focus, as a map, or as discs."""

from typing import Any

from kg.draw.layout.around_focus import arcs_layout
from kg.draw.layout.geometry import Layout
from kg.draw.layout.hubs import discs_layout
from kg.draw.layout.map import located, map_layout
from kg.draw.palette import Entry, has_groups

_ARCS_MOST = 180
"""More nodes than this cannot each have a line for its name on a screen."""


def arrange(graph: Any, entries: list[Entry]) -> Layout:
    """Find a place for every node; the same graph always gets the same places.

    A graph with a focus is laid out around it; one whose nodes have latitude and longitude, as a map; any
    other around its best linked node. What is too large or falls apart is laid out as discs.

    Args:
        graph: A networkx graph as `kg.graph.network` makes it, with at least one node.
        entries: The legend of the graph, whose order is the order of sectors.
    """
    grouped = has_groups(graph)
    focus = graph.graph.get("focus")
    if focus not in graph and located(graph):
        return map_layout(graph, entries, grouped)
    if len(graph) <= _ARCS_MOST:
        middle = focus if focus in graph else _best_linked(graph)
        layout = arcs_layout(graph, middle, entries, grouped)
        if len(layout.places) == len(graph):
            return layout
    return discs_layout(graph, entries, grouped)


def _best_linked(graph: Any) -> str:
    keys: list[str] = list(graph)
    return min(keys, key=lambda key: (-graph.degree(key), -float(graph.nodes[key].get("weight") or 1), key))
