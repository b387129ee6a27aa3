"""`kg find`."""

import argparse
import json
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.cli.main import Session
from kg.errors import Misuse, nearest

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.labels import Match


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
        said = ", ".join(f"{match.label} ({_curie(match.iri)})" for match in near)
        session.say(f"  did you mean {said}?", f"  是否指 {said}？")
    return 3


def _print(graph: "Graph", matches: "list[Match]", given: argparse.Namespace, session: Session) -> None:
    from kg.tables import filled, render

    if given.json:
        print(json.dumps(graph.as_json(matches), ensure_ascii=False, indent=2))
        return
    wholes = graph.wholes([match.iri for match in matches])
    labels = graph.labels.labels([*(m.iri for m in matches), *wholes.values()], session.language)
    heads = session.choose("thing|label|part of|met as", "事物|标签|属于|匹配").split("|")
    parts = {thing: labels.get(whole, "") for thing, whole in wholes.items()}
    rows = [[_curie(m.iri), labels.get(m.iri, ""), parts.get(m.iri, ""), m.label] for m in matches]
    shown = filled(rows, len(heads))
    print(render([heads[i] for i in shown], [[row[i] for i in shown] for row in rows], room=session.room))


def _kind(graph: "Graph", word: str) -> str:
    """Give the kind that a word means: its own name, its class, or a label of its class.

    Raises:
        Misuse: It is none.
    """
    from kg.terms import local_name
    from kg.vocab import KINDS

    by_class = {name.lower(): kind for kind, name in KINDS.items()}
    classes = [local_name(iri).lower() for iri in graph.labels.exact(word, [""])]
    for name in (word.lower(), *classes):
        if name in KINDS or name in by_class:
            return name if name in KINDS else by_class[name]
    near = nearest(word.lower(), KINDS)
    mean = (f"did you mean {', '.join(near)}? ", f"是否指 {', '.join(near)}？") if near else ("", "")
    raise Misuse(
        problem={"en": f"there is no kind {word!r}", "zh": f"没有种类 {word!r}"},
        remedy={
            "en": f"{mean[0]}the kinds are {', '.join(KINDS)}",
            "zh": f"{mean[1]}种类有：{', '.join(KINDS)}",
        },
    )


def _curie(iri: NamedNode) -> str:
    from kg.terms import shorten

    return shorten(iri)
