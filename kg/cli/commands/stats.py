"""`kg stats`."""

import argparse

from kg.cli.arguments import JSON, STORE, Command
from kg.cli.output import print_result
from kg.cli.session import Session
from kg.language import Text


def stats(given: argparse.Namespace, session: Session) -> int:
    """Count what the store holds."""
    from kg.graph.stats import stats as count

    with session.open(whole=True) as graph:
        counted = count(graph.store, session.language)
        print_result(given, counted.as_json(), counted.lines(session.language))
    return 0


STATS = Command(
    "stats",
    stats,
    Text(
        "Count classes, properties, documents, claims, reviews and conflicts.",
        "统计类、属性、文档、主张、审核与矛盾。",
    ),
    "kg stats",
    (JSON, STORE),
)
