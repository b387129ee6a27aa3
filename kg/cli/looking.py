"""`kg show`, `kg path`, `kg stats`, `kg conflicts` and `kg validate`: looking at what the store holds."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.main import Session
from kg.errors import BadTerm

if TYPE_CHECKING:
    from kg.show.parts import Page


def show(given: argparse.Namespace, session: Session) -> int:
    """Show everything about one thing."""
    from kg.show import show as gather
    from kg.show.text import lines

    with session.open(whole=True) as graph:
        shown = gather(
            graph.store,
            graph.thing(given.thing),
            language=session.language,
            documents=_folder(given.documents),
            page=given.page,
        )
        _refuse_beyond(given.page, shown.facts, shown.links)
        _print(given, shown.as_json(), lines(shown, session.language))
    return 0


def path(given: argparse.Namespace, session: Session) -> int:
    """Find paths between two things; exit 3 where there is none."""
    from kg.paths import find_paths

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


def stats(given: argparse.Namespace, session: Session) -> int:
    """Count what the store holds."""
    from kg.stats import stats as count

    with session.open(whole=True) as graph:
        counted = count(graph.store, session.language)
        _print(given, counted.as_json(), counted.lines(session.language))
    return 0


def conflicts(given: argparse.Namespace, session: Session) -> int:
    """List contradictions, and with --all what can be reconciled."""
    from kg.disputes import tell, to_json
    from kg.knowledge import conflicts_of
    from kg.names import Names
    from kg.passages import Passages

    with session.open(whole=True) as graph:
        found = conflicts_of(graph.store)
        shown = [c for c in found if given.everything or c.is_contradiction]
        names = Names(graph.store, session.language)
        if given.json:
            print(json.dumps([to_json(c, names) for c in shown], ensure_ascii=False, indent=2))
            return 0
        passages = Passages(graph.store, _folder(given.documents))
        for conflict in shown:
            print("\n".join(tell(conflict, names, passages)), end="\n\n")
    hidden = len(found) - len(shown)
    session.say(
        f"{len(shown)} shown"
        + (f"; {hidden} that can be reconciled: `kg conflicts --all`" if hidden else ""),
        f"共列出 {len(shown)} 处" + (f"；另有 {hidden} 处可调和：`kg conflicts --all`" if hidden else ""),
    )
    return 0


def validate(given: argparse.Namespace, session: Session) -> int:
    """Check the store; exit 3 where it does not conform."""
    from kg.validate import validate as check

    with session.open(whole=True) as graph:
        report = check(graph.store, _folder(given.documents))
    _print(given, report.as_json(), report.lines(session.language))
    return 0 if report.conforms else 3


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
            wanted={"en": f"a page: there are {last}", "zh": f"有效的页码，共 {last} 页"},
            remedy={"en": f"give --page 1 to {last}", "zh": f"请给出 --page 1 至 {last}"},
        )


def _folder(given: str | None) -> Path | None:
    return Path(given) if given else None
