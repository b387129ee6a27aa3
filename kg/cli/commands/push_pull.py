"""`kg push` and `kg pull`: copying graphs between stores."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from kg.cli.arguments import JSON, STORE, Argument, Command, argument
from kg.cli.connecting import checked_store, connection
from kg.cli.session import Session, counted
from kg.errors import KgError, Misuse, NoStore
from kg.language import Text
from kg.store.remote.addresses import is_url

if TYPE_CHECKING:
    from kg.store import Store
    from kg.store.copy import End, GraphCounts


def _other(en: str, zh: str) -> Argument:
    return argument("other", metavar="URL", en=en, zh=zh)


_GRAPH = argument(
    "--graph",
    nargs="+",
    action="extend",
    default=[],
    metavar="IRI",
    en="these graphs alone, after the URL; `default` is the default graph",
    zh="只复制这些图，写在 URL 之后；`default` 指默认图",
)


_ADD = argument(
    "--add",
    action="store_true",
    en="merge into the graphs that are there (else each is replaced)",
    zh="并入已有的图（否则逐图替换）",
)


_DRY_RUN = argument(
    "--dry-run",
    action="store_true",
    en="only say what would be copied, with the counts of both ends",
    zh="只说明将复制什么，附两端的计数",
)


def push(given: argparse.Namespace, session: Session) -> int:
    """Copy graphs of the store to another."""
    return _copy(session.store, given.other, given, session)


PUSH = Command(
    "push",
    push,
    Text(
        "Copy graphs of the store to another; one that was cut goes on where it stopped.",
        "把图库中的图复制到另一处；中断后可从断处继续。",
    ),
    "kg push http://localhost:7878 --dry-run",
    (
        _other(
            "where to: the URL of a SPARQL endpoint, or a store's folder",
            "目标：SPARQL 端点的 URL，或图库文件夹",
        ),
        _GRAPH,
        _ADD,
        _DRY_RUN,
        JSON,
        STORE,
    ),
)


def pull(given: argparse.Namespace, session: Session) -> int:
    """Copy graphs of another store into this one."""
    return _copy(given.other, session.store, given, session)


PULL = Command(
    "pull",
    pull,
    Text(
        "Copy graphs of another store into this one, as one snapshot.",
        "把另一处图库的图复制到本图库，一次发布。",
    ),
    "kg pull http://localhost:7878 --store copy",
    (
        _other(
            "where from: the URL of a SPARQL endpoint, or a store's folder",
            "来源：SPARQL 端点的 URL，或图库文件夹",
        ),
        _GRAPH,
        _ADD,
        _DRY_RUN,
        JSON,
        STORE,
    ),
)


def _copy(source: str, target: str, given: argparse.Namespace, session: Session) -> int:
    from kg.store.copy import End, graph_named, plan

    checked_store(given.other)
    _refuse_itself(source, target)
    with ExitStack() as opened:
        start = End(_name(source), _open(source, given, session, opened))
        end = _open_target(target, given, session, opened)
        planned = plan(start, end, [graph_named(text) for text in given.graph])
        if given.dry_run:
            _print(planned, given, session)
            _say_counts(planned, session, "would be copied", "将被复制")
            return 0
        copied = _carry_out(start, target, end, planned, given, session)
    _print(copied, given, session)
    _say_counts(copied, session, "copied and counted", "已复制并核对计数")
    return 0


def _carry_out(
    source: "End", target: str, end: "Store | None", planned: "Sequence[GraphCounts]",
    given: argparse.Namespace, session: Session,
) -> "Sequence[GraphCounts]":  # fmt: skip
    from kg.store.copy import End, into_folder, into_store

    journal = _journal_folder(source.name, target, is_adding=given.add)
    graphs = [one.graph for one in planned]
    with (
        _progress(session, sum(one.source for one in planned)) as (say, moved),
        _saying_how_to_go_on(journal, session),
    ):
        if end is None or not is_url(target):
            made = into_folder(
                source, Path(target), graphs, journal=journal, say=say, moved=moved, add=given.add
            )
            _index(Path(target))
            return made
        where = End(_name(target), end)
        return [*into_store(source, where, graphs, journal=journal, say=say, moved=moved, add=given.add)]


def _name(where: str) -> str:
    """Name a place in messages and records: of a URL without the password that may be in it."""
    if not is_url(where):
        return str(Path(where).resolve())
    parts = urlsplit(where)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _open(where: str, given: argparse.Namespace, session: Session, opened: ExitStack) -> "Store":
    if is_url(where):
        from kg.store.remote import connect

        # Flags and login are those of the URL that the command names; another host is not told of them.
        options = connection(given) if where == given.other else {}
        return connect(where, language=session.language, **options)
    from kg.store import open_store

    return opened.enter_context(open_store(where))


def _open_target(
    where: str, given: argparse.Namespace, session: Session, opened: ExitStack
) -> "Store | None":
    """Open where to copy to; None where there is nothing yet, and a folder can be made."""
    try:
        return _open(where, given, session, opened)
    except NoStore:
        return None


def _journal_folder(source: str, target: str, *, is_adding: bool) -> Path:
    """Name the folder for what is kept until the copy is done: beside a folder, or with the user's state."""
    from kg.rdf.iris import digest

    if not is_url(target):
        folder = Path(target).resolve()
        return folder.with_name(f"{folder.name}.copying")
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "suanli-kg" / "copies" / digest(source, _name(target), str(is_adding))


def _refuse_itself(source: str, target: str) -> None:
    if _name(source) == _name(target):
        raise Misuse(
            problem=Text(f"{source} would be copied to itself", f"{source} 将被复制到自身"),
            remedy=Text("name another store with `--store`", "请用 `--store` 指定另一图库"),
        )


def _index(folder: Path) -> None:
    from kg.graph.search import index_of
    from kg.store import open_store

    with open_store(folder) as store:
        index_of(store)


@contextmanager
def _saying_how_to_go_on(journal: Path, session: Session) -> Iterator[None]:
    """Say, when a copy is cut, that the same command goes on with it."""
    try:
        yield
    except (KgError, KeyboardInterrupt) as error:
        if journal.exists() and not _is_refusal(error):
            session.say(
                f"the copy is not done; the same command goes on with it (records in {journal})",
                f"复制尚未完成；再次运行同一命令即可继续（记录在 {journal}）",
            )
        raise


def _is_refusal(error: BaseException) -> bool:
    from kg.store.remote.complaints import is_refusal

    return isinstance(error, KgError) and is_refusal(error)


@contextmanager
def _progress(
    session: Session, total: int
) -> Iterator[tuple[Callable[[dict[str, str]], None], Callable[[int], None]]]:
    """Draw a bar on a terminal, for work of more than half a second; what is said goes above it."""
    if not session.is_terminal:
        yield (lambda said: session.say(said["en"], said["zh"])), (lambda _: None)
        return
    from tqdm import tqdm

    with tqdm(total=total, unit_scale=True, delay=0.5, leave=False) as bar:

        def move(more: int) -> None:
            bar.update(more)

        yield (lambda said: bar.write(said[session.language], file=sys.stderr)), move


def _print(rows: "Sequence[GraphCounts]", given: argparse.Namespace, session: Session) -> None:
    from kg.graph.text_table import render
    from kg.store.copy import label_of

    if given.json:
        shown = [{"graph": label_of(r.graph), "source": r.source, "target": r.target} for r in rows]
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    heads = ("图", "来源", "目标") if session.language == "zh" else ("Graph", "Source", "Target")
    cells = [[label_of(r.graph), f"{r.source:,}", f"{r.target:,}"] for r in rows]
    print(render(heads, cells, max_width=session.terminal_width, numeric=(1, 2)))


def _say_counts(rows: "Sequence[GraphCounts]", session: Session, en: str, zh: str) -> None:
    triples = sum(row.source for row in rows)
    session.say(
        f"{counted(len(rows), 'graph')}, {counted(triples, 'triple')} {en}",
        f"{len(rows)} 个图、{triples:,} 个三元组{zh}",
    )
