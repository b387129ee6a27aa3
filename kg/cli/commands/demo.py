"""`kg demo`: what a newcomer sees first."""

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.arguments import STORE, Command, argument
from kg.cli.session import Session
from kg.language import Text

if TYPE_CHECKING:
    from kg.graph import Graph


_NEXT = (
    # what to try: in English, in Chinese, the command
    ("who sits in Hangzhou", "杭州有哪些企业", "kg query companies-in-city --param city=杭州"),
    ("all that is known of Hefei", "合肥的全部事实", "kg show 合肥"),
    ("how two things are linked", "两个事物如何相连", "kg path 科大讯飞 上海"),
    ("every figure, with bound and source", "全部数字及其界限与出处", "kg query statistics"),
    ("what contradicts what", "哪些说法互相矛盾", "kg conflicts"),
    ("the other questions that have a name", "其他命名查询", "kg queries"),
    ("all of it in a browser, and a SPARQL endpoint", "在浏览器中查看全部，并提供 SPARQL 端点", "kg serve"),
)


def demo(given: argparse.Namespace, session: Session) -> int:
    """Build the store and show rankings, a contradiction, a Turtle file and a picture."""
    from kg.cli.commands.build import build

    given.ontology = given.data = None
    build(given, session)
    out = Path(given.output)
    out.mkdir(parents=True, exist_ok=True)
    with session.open() as graph:
        _rankings(graph, session)
        _contradiction(graph, session)
        _files(graph, out, session)
    _next(session)
    return 0


DEMO = Command(
    "demo",
    demo,
    Text(
        "Build the store and show what it can do: rankings, a contradiction, a file, a picture.",
        "建立图库并展示其能力：排名、一处矛盾、一个文件、一张图。",
    ),
    "kg demo",
    (
        argument(
            "--output",
            metavar="FOLDER",
            default="out",
            en="where the file and the picture go",
            zh="文件和图的存放处",
        ),
        STORE,
    ),
)


def _rankings(graph: "Graph", session: Session) -> None:
    from kg.graph.text_table import render

    table = graph.select("editions-side-by-side")
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.values()]
    names = [row[0] for row in table.labelled()]
    heads = [table.titles.get(column, column) for column in ("city", "before", "after")]
    cells = [
        [name, _rank_text(row, "before"), _rank_text(row, "after"), _move_text(row, session)]
        for name, row in zip(names, rows, strict=True)
    ]
    print(f"\n{session.choose('AI cities of China, both editions', '两期人工智能城市榜单')}\n")
    print(render([*heads, session.choose("Moved", "变化")], cells, numeric=(1, 2)))
    print(
        session.choose(
            "(6) place in a list, which the text does not call a rank", "(6) 列举次序，原文未称之为名次"
        )
    )


def _rank_text(row: dict[str, object], edition: str) -> str:
    """Tell a rank as a number, and a place in a list in brackets."""
    from kg.graph.table import in_brackets

    place = row[edition]
    if place is None:
        return ""
    return in_brackets(str(place)) if row[f"{edition}IsOrder"] else str(place)


def _move_text(row: dict[str, object], session: Session) -> str:
    if row["before"] is None:
        return session.choose("new", "新上榜")
    if row["after"] is None:
        return session.choose("left", "落榜")
    from kg.graph.table import arrow

    return "" if row["gain"] is None else arrow(str(row["gain"]))


def _contradiction(graph: "Graph", session: Session) -> None:
    from kg.graph.describe.conflicts import conflict_lines
    from kg.graph.names import Names
    from kg.graph.passages import Passages

    found = [conflict for conflict in graph.conflicts() if conflict.is_contradiction]
    if not found:
        return
    names, passages = Names(graph.store, session.language), Passages(graph.store, None)
    count = session.choose(f"one of {len(found)} contradictions", f"{len(found)} 处矛盾之一")
    print(f"\n{count}\n")
    print("\n".join(conflict_lines(found[0], names, passages)))


def _files(graph: "Graph", out: Path, session: Session) -> None:
    from kg.disk import atomic_writer
    from kg.draw import draw
    from kg.graph.export import accepted_view
    from kg.rdf.turtle import write_turtle

    with atomic_writer(out / "graph.ttl") as file:
        write_turtle(accepted_view(graph.store), file)
    network: Any = graph.networkx()
    draw(network, out / "network.html", language=session.language)
    turtle = session.choose("the accepted view, canonical Turtle", "采信视图，规范 Turtle")
    picture = session.choose("open it in a browser, no network needed", "用浏览器打开，无需联网")
    print(f"\n{out / 'graph.ttl'}  {turtle}\n{out / 'network.html'}  {picture}")


def _next(session: Session) -> None:
    print(f"\n{session.choose('What to try next', '接下来可以试试')}\n")
    for en, zh, command in _NEXT:
        print(f"  {_folder_of_kg()}{command}\n      {session.choose(en, zh)}")


def _folder_of_kg() -> str:
    """Give what must stand before `kg` where it is not on the path: the folder it was run from."""
    run = Path(sys.argv[0])
    if shutil.which("kg") or run.name != "kg":
        return ""
    return f"{run.parent}/"
