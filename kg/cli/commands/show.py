"""`kg show`, `kg path`, `kg stats`, `kg conflicts` and `kg validate`: looking at what the store holds."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.arguments import DOCUMENTS, JSON, STORE, THING, Command, argument, at_least
from kg.cli.session import Session
from kg.errors import BadTerm
from kg.language import Text

if TYPE_CHECKING:
    from kg.graph.describe.parts import Page


def show(given: argparse.Namespace, session: Session) -> int:
    """Show everything about one thing."""
    from kg.graph.describe import describe, lines, to_json
    from kg.graph.names import Names

    with session.open(whole=True) as graph:
        names = Names(graph.store, session.language)
        thing, documents = graph.thing(given.thing), _folder(given.documents)
        description = describe(names, thing, documents=documents, page=given.page)
        _refuse_beyond(given.page, description.facts, description.links)
        _print(given, to_json(description, names), lines(description, names))
    return 0


SHOW = Command(
    "show",
    show,
    Text(
        "Show everything about one thing: facts with their documents, conflicts, links.",
        "显示一个事物的全部：事实及其文档、矛盾、链接。",
    ),
    "kg show 杭州",
    (
        THING,
        argument(
            "--page",
            type=at_least(1),
            default=1,
            metavar="N",
            en="which page of facts and links",
            zh="事实与链接的第几页",
        ),
        DOCUMENTS,
        JSON,
        STORE,
    ),
)


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
        _print(given, found.as_json(), found.lines(session.language))
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


def stats(given: argparse.Namespace, session: Session) -> int:
    """Count what the store holds."""
    from kg.graph.stats import stats as count

    with session.open(whole=True) as graph:
        counted = count(graph.store, session.language)
        _print(given, counted.as_json(), counted.lines(session.language))
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


def conflicts(given: argparse.Namespace, session: Session) -> int:
    """List contradictions, and with --all what can be reconciled."""
    from kg.graph.describe.conflicts import conflict_lines, to_json
    from kg.graph.names import Names
    from kg.graph.passages import Passages
    from kg.graph.records import conflicts_of

    with session.open(whole=True) as graph:
        found = conflicts_of(graph.store)
        shown = [c for c in found if given.everything or c.is_contradiction]
        names = Names(graph.store, session.language)
        if given.json:
            print(json.dumps([to_json(c, names) for c in shown], ensure_ascii=False, indent=2))
            return 0
        passages = Passages(graph.store, _folder(given.documents))
        for conflict in shown:
            print("\n".join(conflict_lines(conflict, names, passages)), end="\n\n")
    hidden = len(found) - len(shown)
    session.say(
        f"{len(shown)} shown"
        + (f"; {hidden} that can be reconciled: `kg conflicts --all`" if hidden else ""),
        f"共列出 {len(shown)} 处" + (f"；另有 {hidden} 处可调和：`kg conflicts --all`" if hidden else ""),
    )
    return 0


CONFLICTS = Command(
    "conflicts",
    conflicts,
    Text(
        "List facts that contradict each other, with the positions of both.",
        "列出互相矛盾的事实及双方的出处位置。",
    ),
    "kg conflicts",
    (
        argument(
            "--all",
            action="store_true",
            dest="everything",
            en="also differences that can be reconciled: bounds, rounding, currencies, periods, order",
            zh="也列出可以调和的差异：界限、取整、货币、时期、次序",
        ),
        DOCUMENTS,
        JSON,
        STORE,
    ),
)


def validate(given: argparse.Namespace, session: Session) -> int:
    """Check the store; exit 3 where it does not conform."""
    from kg.validate import validate as check

    with session.open(whole=True) as graph:
        report = check(graph.store, _folder(given.documents))
    _print(given, report.as_json(), report.lines(session.language))
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


def _print(given: argparse.Namespace, told, lines) -> None:  # type: ignore[no-untyped-def]
    if given.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            print(line)


def _refuse_beyond(number: int, *pages: "Page[Any]") -> None:
    """Refuse a page after the last.

    Raises:
        BadTerm: There are not so many.
    """
    last = max(1, *(-(-page.total // page.size) for page in pages))
    if number > last:
        raise BadTerm(
            value=number,
            wanted=Text(f"a page: there are {last}", f"有效的页码，共 {last} 页"),
            remedy=Text(f"give --page 1 to {last}", f"请给出 --page 1 至 {last}"),
        )


def _folder(given: str | None) -> Path | None:
    return Path(given) if given else None
