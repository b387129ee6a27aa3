"""`kg draw`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.arguments import PARAM, STORE, Command, argument, at_least, refuse_several
from kg.cli.query_input import parameters, read_graph_query
from kg.cli.session import Session, counted
from kg.language import Text

if TYPE_CHECKING:
    from kg.graph import Graph


def draw(given: argparse.Namespace, session: Session) -> int:
    """Draw companies in cities, what is around a thing, or what a CONSTRUCT gives."""
    from kg.draw import draw as draw_picture

    refuse_several(given, "--company-city", "--focus", "--query")
    target = Path(given.output)
    with session.open(whole=True) as graph:
        network = _network(graph, given)
    draw_picture(network, target, language=session.language, theme=given.theme, title=given.title)
    nodes, links = network.number_of_nodes(), network.number_of_edges()
    size = f"{target.stat().st_size / 1e3:,.0f} kB"
    session.say(
        f"{target}: {counted(nodes, 'node')}, {counted(links, 'link')}, {size}",
        f"{target}：{nodes:,} 个节点，{links:,} 条联系，{size}",
    )
    for note in network.graph.get("notes", []):
        session.say(note["en"], note["zh"])
    return 0


DRAW = Command(
    "draw",
    draw,
    Text("Draw a picture in one file: HTML, SVG or PNG.", "画一张图，存为单个文件：HTML、SVG 或 PNG。"),
    "kg draw --company-city -o network.html",
    (
        argument(
            "--company-city",
            action="store_true",
            en="all companies in their cities (this, where nothing else is said)",
            zh="所有企业及其城市（默认）",
        ),
        argument("--focus", metavar="THING", en="one thing and what is around it", zh="一个事物及其周围"),
        argument(
            "--depth",
            type=at_least(0),
            default=2,
            metavar="N",
            en="how many steps around it (else 2)",
            zh="周围的步数（默认 2）",
        ),
        argument(
            "--limit",
            type=at_least(1),
            default=80,
            metavar="N",
            en="show at most N things around it (else 80), and say how many are hidden",
            zh="周围至多显示 N 项（默认 80），并说明隐藏了多少",
        ),
        argument("--query", metavar="NAME|FILE|SPARQL", en="what a CONSTRUCT gives", zh="CONSTRUCT 的结果"),
        PARAM,
        argument(
            "--theme",
            choices=("auto", "light", "dark"),
            default="auto",
            en="light or dark (auto: as the reader's system)",
            zh="浅色或深色（auto：依读者系统）",
        ),
        argument("--title", metavar="TEXT", en="the heading", zh="标题"),
        argument(
            "-o",
            "--output",
            metavar="FILE",
            default="network.html",
            en="write to this file: .html, .svg or .png (else network.html, in place of the one there)",
            zh="写入此文件：.html、.svg 或 .png（默认 network.html，原有的会被替换）",
        ),
        STORE,
    ),
)


def _network(graph: "Graph", given: argparse.Namespace) -> Any:
    from kg.graph.network import company_city, from_triples, neighbourhood

    if given.focus:
        return neighbourhood(graph.store, graph.thing(given.focus), depth=given.depth, limit=given.limit)
    if given.query:
        named = read_graph_query(given.query)
        triples = graph.store.construct(graph.bind(named, parameters(given.param)))
        return from_triples(graph.store, triples, title=named.title)
    return company_city(graph.store)
