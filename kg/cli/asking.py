"""`kg query`, `kg queries` and `kg prefixes`."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.main import Session
from kg.cli.output import refuse_other, refuse_tables
from kg.cli.reading import readable
from kg.cli.rows import print_rows
from kg.errors import BadFile, BadQuery

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.parameters import Parameter
    from kg.queries import NamedQuery


def query(given: argparse.Namespace, session: Session) -> int:
    """Run a query and print its answer, or only its SPARQL."""

    named = read_any_query(given.query)
    with session.open() as graph:
        values = parameters(given.param)
        sparql = graph.bind(named, values)
        if given.show:
            print(sparql)
            return 0
        if named.form == "ASK":
            answer = graph.store.ask(sparql)
            print(session.choose("yes", "是") if answer else session.choose("no", "否"))
            return 0 if answer else 3
        if named.form == "SELECT":
            return print_rows(graph, named, sparql, values, given, session)
        return _print_triples(graph, sparql, given, session)


def queries(given: argparse.Namespace, session: Session) -> int:
    """List the queries, or describe one."""
    from kg.queries import by_topic, read_queries, read_query

    found = [read_query(given.name)] if given.name else list(read_queries().values())
    if given.json:
        print(json.dumps([_told(one) for one in found], ensure_ascii=False, indent=2))
    elif given.name:
        _describe(found[0], session)
    else:
        room = max((len(one.name) for one in found), default=0)
        for topic, some in by_topic(found, session.language).items():
            print(f"\n{topic}")
            for one in some:
                print(f"  {one.name:<{room}}  {one.title.get(session.language, '')}")
    return 0


def prefixes(given: argparse.Namespace, session: Session) -> int:
    """List the prefixes."""
    from kg.vocab import PREFIXES

    room = max(map(len, PREFIXES))
    for prefix, namespace in sorted(PREFIXES.items()):
        print(f"{prefix:<{room}}  {namespace}")
    return 0


def read_any_query(name: str) -> "NamedQuery":
    """Read a query: from standard input, as it stands, from a file if it looks like one, or by name."""
    from kg.queries import parse_query, read_query, read_query_file

    if name == "-":
        return parse_query(_standard_input(), "-")
    if _is_sparql(name):
        return parse_query(name, "query")
    return read_query_file(readable(name)) if Path(name).suffix or "/" in name else read_query(name)


def _standard_input() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise BadFile(
            where={"en": "standard input", "zh": "标准输入"},
            why={"en": "it is not UTF-8", "zh": "不是 UTF-8"},
            remedy={"en": "give SPARQL in UTF-8", "zh": "请给出 UTF-8 编码的 SPARQL"},
        ) from error


def _is_sparql(text: str) -> bool:
    """Tell SPARQL by its braces or spaces; a file may have a space in its name."""
    is_spaced = "\n" in text or " " in text
    return "{" in text or (is_spaced and Path(text).suffix not in (".rq", ".sparql"))


def parameters(given: list[str]) -> dict[str, str]:
    """Read what `--param` was given.

    Raises:
        BadQuery: One is not NAME=VALUE.
    """
    return dict(_pair(text) for text in given)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise BadQuery(
            why={"en": f"the parameter {text!r} has no value", "zh": f"参数 {text!r} 没有值"},
            remedy={"en": "write --param NAME=VALUE", "zh": "请写成 --param 名称=值"},
        )
    return name.lstrip("$?"), value


def _print_triples(graph: "Graph", sparql: str, given: argparse.Namespace, session: Session) -> int:
    from kg.cli.writing import write_statements
    from kg.files import FORMATS, NETWORK_FORMATS, format_of_name

    if given.labels:
        raise BadQuery(
            why={
                "en": "--labels is for rows, and this gives triples",
                "zh": "--labels 用于行，而此查询给出三元组",
            },
            remedy={
                "en": "leave it out; a triple has its label where the query asks for it",
                "zh": "请去掉它；需要名称时请在查询中取出",
            },
        )
    form = given.format or (format_of_name(given.output) if given.output else "turtle")
    refuse_other(form, (*FORMATS, *NETWORK_FORMATS), "CONSTRUCT")
    refuse_tables(form, given.output)
    write_statements(graph, graph.store.construct(sparql), form, given.output)
    return 0


def _told(one: "NamedQuery") -> dict[str, object]:
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


def _else(parameter: "Parameter", session: Session) -> str:
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
        print(f"  --param {p.name}=…  {p.type}{_else(p, session)}  {p.about.get(language, '')}")
    for name, said in one.columns.items():
        print(f"  ?{name}  {said.get(language, '')}")
