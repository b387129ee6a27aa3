"""`kg find`."""

import argparse
import json
from typing import TYPE_CHECKING

from kg.cli.arguments import JSON, STORE, Command, argument, at_least
from kg.cli.session import Session
from kg.errors import Misuse, nearest
from kg.language import Text, did_you_mean

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.graph import Graph
    from kg.graph.search import Match


def find(given: argparse.Namespace, session: Session) -> int:
    """Find things by name; exit 3 where there is none, with the names that look like it."""

    with session.open() as graph:
        kinds = [_kind(graph, word) for word in given.kind] if given.kind else None
        matches = graph.find(given.text, kinds, given.limit)
        if matches:
            _print(graph, matches, given, session)
            return 0
        if given.json:
            print("[]")
        session.say(f"nothing is called {given.text!r}", f"没有名为 {given.text!r} 的事物")
        near = graph.near(given.text, kinds)
    if near:
        mean = did_you_mean(f"{match.label} ({_curie(match.iri)})" for match in near)
        session.say(f"  {mean['en']}", f"  {mean['zh']}")
    return 3


FIND = Command(
    "find",
    find,
    Text("Find things by any label, alias, pinyin or initials.", "按标签、别名、拼音或拼音首字母查找。"),
    "kg find hz",
    (
        argument("text", metavar="TEXT", en="what to look for", zh="要找的文字"),
        argument(
            "--kind",
            action="append",
            metavar="KIND",
            en="only things of this kind: city, company, …, or the name of a class",
            zh="只找此类事物：city、company……，或类的名称，如“城市”",
        ),
        argument("--limit", type=at_least(1), default=20, metavar="N", en="at most N", zh="至多 N 个"),
        JSON,
        STORE,
    ),
)


def _print(graph: "Graph", matches: "list[Match]", given: argparse.Namespace, session: Session) -> None:
    from kg.graph.text_table import filled, render

    if given.json:
        print(json.dumps(graph.as_json(matches), ensure_ascii=False, indent=2))
        return
    wholes = graph.wholes([match.iri for match in matches])
    labels = graph.names.labels([*(m.iri for m in matches), *wholes.values()])
    heads = session.choose("thing|label|part of|met as", "事物|标签|属于|匹配").split("|")
    parts = {thing: labels.get(whole, "") for thing, whole in wholes.items()}
    rows = [[_curie(m.iri), labels.get(m.iri, ""), parts.get(m.iri, ""), m.label] for m in matches]
    shown = filled(rows, len(heads))
    cells = [[row[i] for i in shown] for row in rows]
    print(render([heads[i] for i in shown], cells, max_width=session.terminal_width))


def _kind(graph: "Graph", word: str) -> str:
    """Give the kind that a word means: its own name, its class, or a label of its class.

    Raises:
        Misuse: It is none.
    """
    from kg.rdf.iris import local_name
    from kg.rdf.vocab import KINDS

    by_class = {name.lower(): kind for kind, name in KINDS.items()}
    classes = [local_name(iri).lower() for iri in graph.labels.exact(word, [""])]
    for name in (word.lower(), *classes):
        if name in KINDS or name in by_class:
            return name if name in KINDS else by_class[name]
    every = ", ".join(KINDS)
    raise Misuse(
        problem=Text(f"there is no kind {word!r}", f"没有种类 {word!r}"),
        remedy=did_you_mean(nearest(word.lower(), KINDS), Text(f"the kinds are {every}", f"种类有：{every}")),
    )


def _curie(iri: "NamedNode") -> str:
    from kg.rdf.iris import shorten

    return shorten(iri)
