"""`kg conflicts`."""

import argparse
import json

from kg.cli.arguments import DOCUMENTS, JSON, STORE, Command, argument
from kg.cli.session import Session
from kg.language import Text


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
        passages = Passages(graph.store, given.documents)
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
