"""`kg load`."""

import argparse
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.arguments import STORE, Command, argument
from kg.cli.session import Session, counted
from kg.disk import readable
from kg.language import Text

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.store.remote.remote_store import RemoteStore


def load(given: argparse.Namespace, session: Session) -> int:
    """Load files, each into the graph that is named or that its name gives."""
    from kg.rdf.iris import expand, mint
    from kg.store import open_store

    for file in given.files:
        readable(file)
    graph = expand(given.graph) if given.graph else None
    targets = {
        file: graph or (None if _names_its_graphs(file) else mint("graph", _stem(file)))
        for file in given.files
    }
    if session.is_remote:
        before, more = _load_into(session.connect(), targets, given, session)
    else:
        with open_store(session.store, create=True) as store:
            before = len(store)
            with _progress_bar(session) as progress, store.change() as draft:
                for file, target in targets.items():
                    draft.load([file], graph=target, base=given.base, progress=progress)
            more = len(store) - before
    session.say(
        f"{counted(more, 'quad')} more, {before + more:,} in all",
        f"新增 {more:,} 个四元组，共 {before + more:,} 个",
    )
    return 0


LOAD = Command(
    "load",
    load,
    Text(
        "Load RDF files into the store: all of them, or nothing.",
        "把 RDF 文件装入图库：全部装入，或一概不装。",
    ),
    "kg load more.ttl --graph graph:more",
    (
        argument(
            "files",
            nargs="+",
            metavar="FILE",
            en="Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD, also with .gz",
            zh="Turtle、TriG、N-Triples、N-Quads、RDF/XML 或 JSON-LD，可加 .gz",
        ),
        argument(
            "--graph",
            metavar="IRI",
            en="the named graph that triples go into (else one named after the file)",
            zh="三元组装入的命名图（否则以文件名命名）",
        ),
        argument(
            "--base",
            metavar="IRI",
            en="what relative IRIs are relative to",
            zh="相对 IRI 的基准",
        ),
        STORE,
    ),
)


def _load_into(
    store: "RemoteStore", targets: "dict[str, NamedNode | None]", given: argparse.Namespace, session: Session
) -> tuple[int, int]:
    """Load files into an endpoint; give how many quads there were, and how many more there are."""
    from kg.rdf.loading import read_files

    for file, target in targets.items():
        # Every file is read through before the first is sent.
        for quads in read_files([file], graph=target, base=given.base):
            deque(quads, maxlen=0)
    before = len(store)
    with _progress_bar(session) as progress:
        for file, target in targets.items():
            store.load([file], graph=target, base=given.base, progress=progress)
    return before, len(store) - before


def _names_its_graphs(file: str) -> bool:
    return any(end in Path(file).suffixes for end in (".trig", ".nq"))


def _stem(file: str) -> str:
    return Path(file).name.split(".")[0]


@contextmanager
def _progress_bar(session: Session) -> Iterator[Callable[[int, int], None] | None]:
    """Draw a bar on a terminal, for work of more than half a second."""
    if not session.is_terminal:
        yield None
        return
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, delay=0.5, leave=False) as bar:

        def move(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield move
