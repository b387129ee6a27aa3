"""`kg query`, `kg queries` and `kg prefixes`."""

import argparse
import json
from typing import TYPE_CHECKING

from kg.cli.arguments import FORMATS, GRAPH_FORMATS, JSON, OUT, PARAM, STORE, Command, argument, at_least
from kg.cli.output import refuse_format, refuse_tables, write_statements
from kg.cli.query_input import parameters, read_any_query
from kg.cli.session import Session
from kg.errors import BadQuery
from kg.language import Text

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.sparql.named_queries import NamedQuery
    from kg.sparql.parameters import Parameter


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


def queries(given: argparse.Namespace, session: Session) -> int:
    """List the queries, or describe one."""
    from kg.sparql.named_queries import by_topic, read_queries, read_query

    found = [read_query(given.name)] if given.name else list(read_queries().values())
    if given.json:
        print(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=2))
    elif given.name:
        _describe(found[0], session)
    else:
        widest = max((len(one.name) for one in found), default=0)
        for topic, some in by_topic(found, session.language).items():
            print(f"\n{topic}")
            for one in some:
                print(f"  {one.name:<{widest}}  {one.title.get(session.language, '')}")
    return 0


QUERIES = Command(
    "queries",
    queries,
    Text("List the named queries, or describe one.", "列出命名查询，或说明其中一个。"),
    "kg queries city-ranking",
    (
        argument("name", nargs="?", metavar="NAME", en="a query's name", zh="查询名"),
        JSON,
    ),
)


def prefixes(given: argparse.Namespace, session: Session) -> int:
    """List the prefixes."""
    from kg.rdf.vocab import PREFIXES

    widest = max(map(len, PREFIXES))
    for prefix, namespace in sorted(PREFIXES.items()):
        print(f"{prefix:<{widest}}  {namespace}")
    return 0


PREFIXES = Command(
    "prefixes",
    prefixes,
    Text("List the prefixes that are known without typing them.", "列出无需声明即可使用的前缀。"),
    "kg prefixes",
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


def _as_json(one: "NamedQuery") -> dict[str, object]:
    return {
        "name": one.name,
        "form": one.form,
        "title": dict(one.title),
        "topic": dict(one.topic),
        "description": dict(one.description),
        "parameters": {
            p.name: {"type": p.type, "needed": p.is_needed, "default": p.default, "about": p.about}
            for p in one.parameters.values()
        },
        "columns": {name: dict(said) for name, said in one.columns.items()},
    }


def _default_text(parameter: "Parameter", session: Session) -> str:
    """Tell what counts where a parameter is left out."""
    if parameter.is_needed:
        return ""
    if parameter.default is None:
        return session.choose(" (optional)", "（可省略）")
    return session.choose(f" (else {parameter.default})", f"（默认 {parameter.default}）")


def _describe(one: "NamedQuery", session: Session) -> None:
    language = session.language
    print(f"{one.name} — {one.title.get(language, '')}\n{one.description.get(language, '')}")
    for p in one.parameters.values():
        print(f"  --param {p.name}=…  {p.type}{_default_text(p, session)}  {p.about.get(language, '')}")
    for name, said in one.columns.items():
        print(f"  ?{name}  {said.get(language, '')}")
