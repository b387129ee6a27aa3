"""`kg path`."""

import argparse

from kg.cli.arguments import JSON, STORE, Command, argument, at_least
from kg.cli.output import print_result
from kg.cli.session import Session
from kg.language import Text


def path(given: argparse.Namespace, session: Session) -> int:
    """Find paths between two things; exit 3 where there is none."""
    from kg.graph.paths import find_paths

    with session.open(whole=True) as graph:
        found = find_paths(
            graph.store,
            graph.thing(given.start),
            graph.thing(given.end),
            most=given.most,
            steps=given.steps,
            language=session.language,
        )
        print_result(given, found.as_json(), found.lines(session.language))
    return 0 if found.paths else 3


PATH = Command(
    "path",
    path,
    Text(
        "Find how two things are linked: several paths, each step with its documents.",
        "查找两个事物之间的联系：多条路径，每一步附文档。",
    ),
    "kg path 阿里巴巴 北京",
    (
        argument("start", metavar="A", en="where to begin", zh="起点"),
        argument("end", metavar="B", en="where to arrive", zh="终点"),
        argument(
            "--most", type=at_least(1), default=3, metavar="N", en="at most N paths", zh="至多 N 条路径"
        ),
        argument(
            "--steps",
            type=at_least(1),
            default=6,
            metavar="N",
            en="of at most N steps",
            zh="每条至多 N 步",
        ),
        JSON,
        STORE,
    ),
)
