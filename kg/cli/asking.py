"""`kg query`, `kg queries`, `kg find` and `kg prefixes`."""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.cli.main import Session
from kg.errors import BadQuery

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.queries import NamedQuery

_ROWS_ON_SCREEN = 200
_ROW_FORMATS = ("table", "csv", "tsv", "json", "xml")


def query(given: argparse.Namespace, session: Session) -> int:
    """Run a query and print its answer, or only its SPARQL."""
    from kg.graph import open_graph

    named = read_any_query(given.query)
    with open_graph(session.store, language=session.language) as graph:
        sparql = graph.bind(named, dict(_pair(text) for text in given.param))
        if given.show:
            print(sparql)
            return 0
        if named.form == "ASK":
            answer = graph.store.ask(sparql)
            print(session.choose("yes", "是") if answer else session.choose("no", "否"))
            return 0 if answer else 3
        if named.form == "SELECT":
            return _print_rows(graph, named, sparql, given, session)
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


def find(given: argparse.Namespace, session: Session) -> int:
    """Find things by name."""
    from kg.graph import open_graph
    from kg.tables import render
    from kg.terms import shorten

    with open_graph(session.store, language=session.language) as graph:
        matches = graph.find(given.text, given.kind, given.limit)
        labels = graph.labels.labels([m.iri for m in matches], session.language)
    if given.json:
        told = [
            {"iri": m.iri.value, "label": labels.get(m.iri), "met": m.label, "how": m.how} for m in matches
        ]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    elif matches:
        heads = session.choose("thing|label|met as", "事物|标签|匹配").split("|")
        rows = [[shorten(m.iri), labels.get(m.iri, ""), m.label] for m in matches]
        print(render(heads, rows, room=_room(session)))
    else:
        session.say(f"nothing is called {given.text!r}", f"没有名为 {given.text!r} 的事物")
    return 0 if matches else 3


def prefixes(given: argparse.Namespace, session: Session) -> int:
    """List the prefixes."""
    from kg.vocab import PREFIXES

    room = max(map(len, PREFIXES))
    for prefix, namespace in sorted(PREFIXES.items()):
        print(f"{prefix:<{room}}  {namespace}")
    return 0


def read_any_query(name: str) -> "NamedQuery":
    """Read a query: from standard input, from a file where it looks like one, or by its name."""
    from kg.queries import parse_query, read_query, read_query_file

    if name == "-":
        return parse_query(sys.stdin.read(), "-")
    path = Path(name)
    return read_query_file(path) if path.suffix or "/" in name else read_query(name)


@contextmanager
def opened(path: str | None) -> Iterator[IO[bytes]]:
    """Give where to write: a file that appears whole or not at all, or standard output."""
    if path is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from kg.atomic import atomic_writer

    with atomic_writer(Path(path)) as file:
        yield file


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise BadQuery(
            why={"en": f"the parameter {text!r} has no value", "zh": f"参数 {text!r} 没有值"},
            remedy={"en": "write --param NAME=VALUE", "zh": "请写成 --param 名称=值"},
        )
    return name.lstrip("$?"), value


def _print_rows(
    graph: "Graph", named: "NamedQuery", sparql: str, given: argparse.Namespace, session: Session
) -> int:
    from kg.queries import first

    form = given.format or (Path(given.output).suffix.lstrip(".") if given.output else "table")
    _refuse_other(form, _ROW_FORMATS, "SELECT")
    limit = given.limit if given.limit is not None else (_ROWS_ON_SCREEN if form == "table" else None)
    answer = graph.table(named, sparql)
    rows, is_cut = first(answer, limit)
    with opened(given.output) as out:
        if form == "table":
            out.write(_table(graph, named, answer.columns, rows, session).encode() + b"\n")
        else:
            from kg.results import write_rows

            write_rows(answer.columns, rows, form, out)
    if is_cut:
        session.say(
            f"cut after {len(rows)} rows; there are more: `--limit N`, or `--format csv` for all",
            f"只显示前 {len(rows)} 行，还有更多：用 `--limit N`，或 `--format csv` 输出全部",
        )
    elif form == "table":
        session.say(f"{len(rows)} rows", f"{len(rows)} 行")
    return 0


def _table(graph: "Graph", named: "NamedQuery", columns, rows, session: Session) -> str:  # type: ignore[no-untyped-def]
    from kg.tables import render

    heads = [named.columns.get(name, {}).get(session.language, name) for name in columns]
    cells = graph.labelled(rows)
    numeric = [i for i in range(len(heads)) if cells and all(_is_number(row[i]) for row in cells)]
    return render(heads, cells, room=_room(session), numeric=numeric)


def _print_triples(graph: "Graph", sparql: str, given: argparse.Namespace, session: Session) -> int:
    from kg.cli.writing import write_statements
    from kg.files import FORMATS, NETWORK_FORMATS, format_of_name

    form = given.format or (format_of_name(given.output) if given.output else "turtle")
    _refuse_other(form, (*FORMATS, *NETWORK_FORMATS), "CONSTRUCT")
    write_statements(graph, graph.store.construct(sparql), form, given.output)
    return 0


def _refuse_other(form: str, known: tuple[str, ...], query_form: str) -> None:
    if form not in known:
        raise BadQuery(
            why={
                "en": f"a {query_form} cannot be written as {form!r}",
                "zh": f"{query_form} 不能写成 {form!r}",
            },
            remedy={"en": f"use --format {', '.join(known)}", "zh": f"请用 --format {', '.join(known)}"},
        )


def _is_number(cell: str) -> bool:
    return not cell or cell.replace(".", "", 1).replace("-", "", 1).isdecimal()


def _room(session: Session) -> int | None:
    return shutil.get_terminal_size().columns if session.is_terminal else None


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


def _describe(one: "NamedQuery", session: Session) -> None:
    language = session.language
    print(f"{one.name} — {one.title.get(language, '')}\n{one.description.get(language, '')}")
    for p in one.parameters.values():
        optional = "" if p.is_needed else session.choose(" (optional)", "（可省略）")
        print(f"  --param {p.name}=…  {p.type}{optional}  {p.about.get(language, '')}")
    for name, said in one.columns.items():
        print(f"  ?{name}  {said.get(language, '')}")
