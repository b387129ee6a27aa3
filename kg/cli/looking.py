"""`kg show`, `kg path`, `kg stats`, `kg conflicts` and `kg validate`: looking at what the store holds."""

import argparse
import json
from pathlib import Path

from kg.cli.main import Session


def conflicts(given: argparse.Namespace, session: Session) -> int:
    """List contradictions, and with --all what can be reconciled."""
    from kg.disputes import tell, to_json
    from kg.knowledge import conflicts_of
    from kg.names import Names
    from kg.passages import Passages
    from kg.store import open_store

    with open_store(session.store) as store:
        found = conflicts_of(store)
        shown = [c for c in found if given.everything or c.is_contradiction]
        names = Names(store, session.language)
        if given.json:
            print(json.dumps([to_json(c, names) for c in shown], ensure_ascii=False, indent=2))
            return 0
        passages = Passages(store, _folder(given.documents))
        for conflict in shown:
            print("\n".join(tell(conflict, names, passages)), end="\n\n")
    hidden = len(found) - len(shown)
    session.say(
        f"{len(shown)} shown"
        + (f"; {hidden} that can be reconciled: `kg conflicts --all`" if hidden else ""),
        f"共列出 {len(shown)} 处" + (f"；另有 {hidden} 处可调和：`kg conflicts --all`" if hidden else ""),
    )
    return 0


def _folder(given: str | None) -> Path | None:
    return Path(given) if given else None
