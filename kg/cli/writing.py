"""`kg export` and `kg draw`: what leaves the store."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, Quad, Triple

from kg.cli.asking import parameters, read_any_query
from kg.cli.main import Session, counted
from kg.cli.output import opened, refuse_tables
from kg.cli.reading import readable
from kg.errors import BadQuery, BadTerm, Misuse, nearest

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.queries import NamedQuery


def export(given: argparse.Namespace, session: Session) -> int:
    """Write the accepted view, a graph, a thing with its surroundings, or a CONSTRUCT; or check files."""
    from kg.files import format_of_name
    from kg.store import EmbeddedStore

    if given.check:
        return _check(given.check, session)
    _refuse_several(given, "--graph", "--thing", "--query")
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
            from kg.files import export_store

            export_store(graph.store.raw, Path(given.output), form)
        else:
            write_statements(graph, _scope(graph, given), form, given.output)
    if given.output:
        session.say(f"{given.output} written", f"已写入 {given.output}")
    return 0


def draw(given: argparse.Namespace, session: Session) -> int:
    """Draw companies in cities, what is around a thing, or what a CONSTRUCT gives."""
    from kg.draw import draw as draw_picture

    _refuse_several(given, "--company-city", "--focus", "--query")
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


def write_statements(
    graph: "Graph", statements: Iterable[Quad | Triple], form: str, output: str | None
) -> None:
    """Write statements to a file or to standard output, in an RDF format, as tables, or as a network."""
    from kg.files import NETWORK_FORMATS, export_network, write_triples
    from kg.files import export as export_file

    if form in NETWORK_FORMATS:
        from kg.network import from_triples

        network = from_triples(graph.store, map(_triple, statements))
        if output:
            export_network(network, Path(output), form)
        else:
            with opened(None) as out:
                NETWORK_FORMATS[form](network, out)
    elif output:
        export_file(statements, Path(output), form)
    else:
        with opened(None) as out:
            write_triples(statements, form, out)


def _triple(statement: Quad | Triple) -> Triple:
    return statement.triple if isinstance(statement, Quad) else statement


def _check(files: list[str], session: Session) -> int:
    from kg.turtle import check

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
    from kg.files import FORMATS

    if given.graph == "all" and not (form in FORMATS and FORMATS[form].has_graphs):
        able = ", ".join(name for name, known in FORMATS.items() if known.has_graphs)
        raise BadQuery(
            why={"en": f"{form} has no named graphs", "zh": f"{form} 没有命名图"},
            remedy={"en": f"use --format {able}", "zh": f"请用 --format {able}"},
        )


def _scope(graph: "Graph", given: argparse.Namespace) -> Iterable[Quad | Triple]:
    from kg.files import accepted_view, around, one_graph, whole

    if given.thing:
        return around(graph.store, graph.thing(given.thing), given.depth)
    if given.query:
        return graph.store.construct(graph.bind(_graph_query(given.query), parameters(given.param)))
    if given.graph == "all":
        return whole(graph.store)
    return (
        one_graph(graph.store, _graph_named(graph, given.graph))
        if given.graph
        else accepted_view(graph.store)
    )


def _graph_named(graph: "Graph", name: str) -> NamedNode:
    """Give the graph of that name.

    Raises:
        BadTerm: The store has none.
    """
    from kg.terms import expand, shorten

    wanted = expand(name)
    if next(iter(graph.store.quads(graph=wanted)), None) is None:
        known = [shorten(quad["g"]) for quad in graph.store.select("SELECT DISTINCT ?g { GRAPH ?g {} }")]
        near = ", ".join(nearest(shorten(wanted), known))
        mean = (f"did you mean {near}? ", f"是否指 {near}？") if near else ("", "")
        raise BadTerm(
            value=name,
            wanted={"en": "a graph of this store", "zh": "此图库中的图"},
            remedy={
                "en": f"{mean[0]}`kg query graphs` lists them",
                "zh": f"{mean[1]}`kg query graphs` 列出所有的图",
            },
        )
    return wanted


def _network(graph: "Graph", given: argparse.Namespace) -> Any:
    from kg.network import company_city, from_triples, neighbourhood

    if given.focus:
        return neighbourhood(graph.store, graph.thing(given.focus), depth=given.depth, limit=given.limit)
    if given.query:
        named = _graph_query(given.query)
        triples = graph.store.construct(graph.bind(named, parameters(given.param)))
        return from_triples(graph.store, triples, title=named.title)
    return company_city(graph.store)


def _graph_query(name: str) -> "NamedQuery":
    """Read a query that answers with triples."""
    named = read_any_query(name)
    if named.form not in ("CONSTRUCT", "DESCRIBE"):
        raise BadQuery(
            why={"en": f"{name!r} is a {named.form}", "zh": f"{name!r} 是 {named.form}"},
            remedy={"en": "give a CONSTRUCT or a DESCRIBE", "zh": "请给出 CONSTRUCT 或 DESCRIBE"},
        )
    return named


def _refuse_several(given: argparse.Namespace, *flags: str) -> None:
    """Refuse flags of which one says something else than the other, and parameters of no query."""
    said = [flag for flag in flags if getattr(given, flag.strip("-").replace("-", "_"))]
    if len(said) > 1:
        one, other = said[:2]
        raise Misuse(
            problem={
                "en": f"{one} and {other} ask for different things",
                "zh": f"{one} 与 {other} 不能同时使用",
            },
            remedy={"en": f"give one of {', '.join(flags)}", "zh": f"请只用 {'、'.join(flags)} 之一"},
        )
    if given.param and not given.query:
        raise Misuse(
            problem={
                "en": "--param is for a query, and none is named",
                "zh": "--param 用于查询，而未指定查询",
            },
            remedy={"en": "add `--query NAME`", "zh": "请加上 `--query 名称`"},
        )
