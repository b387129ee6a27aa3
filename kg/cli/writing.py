"""`kg export` and `kg draw`: what leaves the store."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.asking import opened, read_any_query
from kg.cli.main import Session
from kg.errors import BadQuery

if TYPE_CHECKING:
    from kg.graph import Graph


def draw(given: argparse.Namespace, session: Session) -> int:
    """Draw companies in cities, what is around a thing, or what a CONSTRUCT gives."""
    from kg.draw import draw as draw_picture
    from kg.graph import open_graph

    target = Path(given.output or "network.html")
    with open_graph(session.store, language=session.language) as graph:
        network = _network(graph, given)
    draw_picture(network, target, language=session.language, theme=given.theme, title=given.title)
    size = target.stat().st_size / 1e6
    session.say(
        f"{target}: {network.number_of_nodes():,} nodes, {network.number_of_edges():,} links, {size:.1f} MB",
        f"{target}：{network.number_of_nodes():,} 个节点，{network.number_of_edges():,} 条联系，{size:.1f} MB",
    )
    for note in network.graph.get("notes", []):
        session.say(note["en"], note["zh"])
    return 0


def _network(graph: "Graph", given: argparse.Namespace) -> Any:
    from kg.network import company_city, from_triples, neighbourhood

    if given.focus:
        return neighbourhood(graph.store, graph.thing(given.focus), depth=given.depth)
    if given.query:
        return from_triples(graph.store, graph.store.construct(_construct(graph, given.query)))
    return company_city(graph.store)


def _construct(graph: "Graph", name: str) -> str:
    named = read_any_query(name)
    if named.form not in ("CONSTRUCT", "DESCRIBE"):
        raise BadQuery(
            why={"en": f"{name!r} is a {named.form}", "zh": f"{name!r} 是 {named.form}"},
            remedy={"en": "give a CONSTRUCT or a DESCRIBE", "zh": "请给出 CONSTRUCT 或 DESCRIBE"},
        )
    return graph.bind(named, {})


_ = opened
