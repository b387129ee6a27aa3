"""`kg validate`."""

import argparse

from kg.cli.arguments import DOCUMENTS, JSON, STORE, Command
from kg.cli.output import print_result
from kg.cli.session import Session
from kg.language import Text


def validate(given: argparse.Namespace, session: Session) -> int:
    """Check the store; exit 3 where it does not conform."""
    from kg.validate import validate as check

    with session.open(whole=True) as graph:
        report = check(graph.store, given.documents)
    print_result(given, report.as_json(), report.lines(session.language))
    return 0 if report.conforms else 3


VALIDATE = Command(
    "validate",
    validate,
    Text(
        "Check the store against its shapes and its arithmetic; exit 3 if it does not conform.",
        "按形状与算术检查图库；不合规则以 3 退出。",
    ),
    "kg validate",
    (DOCUMENTS, JSON, STORE),
)
