"""`kg queries`."""

import argparse
import json
from typing import TYPE_CHECKING

from kg.cli.arguments import JSON, Command, argument
from kg.cli.session import Session
from kg.language import Text

if TYPE_CHECKING:
    from kg.sparql.named_queries import NamedQuery
    from kg.sparql.parameters import Parameter


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
