"""`kg query`."""

import argparse
from typing import TYPE_CHECKING

from kg.cli.arguments import FORMATS, GRAPH_FORMATS, OUT, PARAM, STORE, Command, argument, at_least
from kg.cli.output import refuse_format, refuse_tables, write_statements
from kg.cli.query_input import parameters, read_any_query
from kg.cli.session import Session
from kg.errors import BadQuery
from kg.language import Text

if TYPE_CHECKING:
    from kg.graph import Graph


def query(given: argparse.Namespace, session: Session) -> int:
    """Run a query and print its answer, or only its SPARQL."""
    named = read_any_query(given.query)
    with session.open() as graph:
        bound = graph.prepare(named, parameters(given.param))
        if given.show:
            print(bound.sparql)
            return 0
        if named.form == "ASK":
            answer = graph.run(bound)
            print(session.choose("yes", "是") if answer else session.choose("no", "否"))
            return 0 if answer else 3
        if named.form == "SELECT":
            from kg.cli.rows import print_rows

            return print_rows(graph, bound, given, session)
        return _print_triples(graph, bound.sparql, given, session)


QUERY = Command(
    "query",
    query,
    Text(
        "Run a named query, a SPARQL file, or SPARQL as it stands.",
        "运行命名查询、SPARQL 文件，或直接写出的 SPARQL。",
    ),
    "kg query companies-in-city --param city=杭州",
    (
        argument(
            "query",
            metavar="NAME|FILE|SPARQL|-",
            en="a query's name, a file, SPARQL (known by its braces or spaces), or - for standard input",
            zh="查询名、文件、SPARQL（以花括号或空格识别），或 - 表示标准输入",
        ),
        PARAM,
        argument(
            "--format",
            choices=FORMATS,
            en="how to print the answer (else table, or turtle for a CONSTRUCT, "
            "whose csv is a ZIP or a folder)",
            zh="输出格式（默认 table；CONSTRUCT 为 turtle，其 csv 为 ZIP 或文件夹）",
        ),
        argument(
            "--labels",
            action="store_true",
            en="in csv, tsv, json and xml: a column more with the names, after each column of things",
            zh="在 csv、tsv、json、xml 中，于每个事物列之后加一列名称",
        ),
        argument(
            "--limit",
            type=at_least(1),
            metavar="N",
            en="print no more than N rows, and say so where there are more (a table: 200)",
            zh="至多输出 N 行，若有更多则说明（表格默认 200）",
        ),
        argument(
            "--show",
            action="store_true",
            en="print the SPARQL that would be sent, and send nothing",
            zh="只打印将要发送的 SPARQL，不发送",
        ),
        OUT,
        STORE,
    ),
)


def _print_triples(graph: "Graph", sparql: str, given: argparse.Namespace, session: Session) -> int:
    from kg.graph.export import format_of_name

    if given.labels:
        raise BadQuery(
            why=Text("--labels is for rows, and this gives triples", "--labels 用于行，而此查询给出三元组"),
            remedy=Text(
                "leave it out; a triple has its label where the query asks for it",
                "请去掉它；需要名称时请在查询中取出",
            ),
        )
    form = given.format or (format_of_name(given.output) if given.output else "turtle")
    refuse_format(form, GRAPH_FORMATS, "CONSTRUCT")
    refuse_tables(form, given.output)
    write_statements(graph, graph.store.construct(sparql), form, given.output)
    return 0
