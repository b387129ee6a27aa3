"""`kg export`."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.arguments import GRAPH_FORMATS, OUT, PARAM, STORE, Command, argument, at_least, refuse_several
from kg.cli.output import refuse_tables, write_statements
from kg.cli.query_input import parameters, read_graph_query
from kg.cli.session import Session
from kg.disk import readable
from kg.errors import BadQuery, BadTerm, nearest
from kg.language import Text, did_you_mean
from kg.rdf.formats import RDF

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Triple

    from kg.graph import Graph


def export(given: argparse.Namespace, session: Session) -> int:
    """Write the accepted view, a graph, a thing with its surroundings, or a CONSTRUCT; or check files."""
    from kg.graph.export import format_of_name
    from kg.store import EmbeddedStore

    if given.check:
        return _check(given.check, session)
    refuse_several(given, "--graph", "--thing", "--query")
    form = given.format or (format_of_name(given.output) if given.output else _usual_form(given))
    _refuse_lost_graphs(form, given)
    refuse_tables(form, given.output)
    with session.open() as graph:
        if (
            isinstance(graph.store, EmbeddedStore)
            and given.output
            and form in ("turtle", "ntriples")
            and not (given.graph or given.thing or given.query)
        ):
            from kg.graph.export import export_store

            export_store(graph.store.raw, Path(given.output), form)
        else:
            write_statements(graph, _scope(graph, given), form, given.output)
    if given.output:
        session.say(f"{given.output} written", f"已写入 {given.output}")
    return 0


EXPORT = Command(
    "export",
    export,
    Text(
        "Export the accepted view, a graph, a thing with its surroundings, or a CONSTRUCT.",
        "导出采信视图、一个图、一个事物及其周边，或 CONSTRUCT 的结果。",
    ),
    "kg export -o graph.ttl",
    (
        argument(
            "--format",
            choices=GRAPH_FORMATS,
            en="the format (else that of the file's name, else turtle); csv is a table a class, "
            "into a ZIP (-o tables.zip) or a folder (-o tables/)",
            zh="格式（否则依文件名，再否则为 turtle）；csv 为每类一表，写入 ZIP（-o tables.zip）"
            "或文件夹（-o tables/）",
        ),
        argument(
            "--graph",
            metavar="IRI",
            en="one named graph; `all` is the whole dataset",
            zh="一个命名图；`all` 表示整个数据集",
        ),
        argument("--thing", metavar="THING", en="one thing and its surroundings", zh="一个事物及其周边"),
        argument(
            "--depth",
            type=at_least(0),
            default=1,
            metavar="N",
            en="how many steps around the thing (else 1)",
            zh="周边的步数（默认 1）",
        ),
        argument("--query", metavar="NAME|FILE|SPARQL", en="what a CONSTRUCT gives", zh="CONSTRUCT 的结果"),
        PARAM,
        argument(
            "--check",
            nargs="+",
            metavar="FILE",
            en="say whether Turtle or TriG files are canonical; exit 3 if one is not",
            zh="检查 Turtle 或 TriG 文件是否规范；若否则以 3 退出",
        ),
        OUT,
        STORE,
    ),
)


def _check(files: list[str], session: Session) -> int:
    from kg.rdf.turtle import check

    wrong = [(name, line) for name in files if (line := check(readable(name))) is not None]
    for name, line in wrong:
        print(session.choose(f"{name}:{line}: not canonical", f"{name}:{line}：不规范"))
    session.say(
        f"{len(files) - len(wrong)} of {len(files)} canonical"
        + ("; `kg format` rewrites them" if wrong else ""),
        f"{len(files)} 个文件中 {len(files) - len(wrong)} 个规范" + ("；`kg format` 可改写" if wrong else ""),
    )
    return 3 if wrong else 0


def _usual_form(given: argparse.Namespace) -> str:
    return "trig" if given.graph == "all" else "turtle"


def _refuse_lost_graphs(form: str, given: argparse.Namespace) -> None:
    """Refuse to write the whole dataset in a format that would pour all its graphs into one."""
    able = [name for name, known in RDF.items() if known.has_graphs]
    if given.graph == "all" and form not in able:
        raise BadQuery(
            why=Text(f"{form} has no named graphs", f"{form} 没有命名图"),
            remedy=Text(f"use --format {', '.join(able)}", f"请用 --format {', '.join(able)}"),
        )


def _scope(graph: "Graph", given: argparse.Namespace) -> "Iterable[Quad | Triple]":
    from kg.graph.export import accepted_view, around, one_graph, whole

    if given.thing:
        return around(graph.store, graph.thing(given.thing), given.depth)
    if given.query:
        return graph.store.construct(graph.bind(read_graph_query(given.query), parameters(given.param)))
    if given.graph == "all":
        return whole(graph.store)
    return (
        one_graph(graph.store, _graph_named(graph, given.graph))
        if given.graph
        else accepted_view(graph.store)
    )


def _graph_named(graph: "Graph", name: str) -> "NamedNode":
    """Give the graph of that name.

    Raises:
        BadTerm: The store has none.
    """
    from kg.rdf.iris import expand, shorten

    wanted = expand(name)
    if next(iter(graph.store.quads(graph=wanted)), None) is None:
        known = [shorten(quad["g"]) for quad in graph.store.select("SELECT DISTINCT ?g { GRAPH ?g {} }")]
        listed = Text("`kg query graphs` lists them", "`kg query graphs` 列出所有的图")
        raise BadTerm(
            value=name,
            wanted=Text("a graph of this store", "此图库中的图"),
            remedy=did_you_mean(nearest(shorten(wanted), known), listed),
        )
    return wanted
