"""`kg build`, `kg load` and `kg data`."""

import argparse
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.arguments import DATA_FOLDER, ONTOLOGY, STORE, Command, argument
from kg.cli.session import Session, counted
from kg.disk import readable
from kg.language import Text

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.store.remote.remote_store import RemoteStore


def build(given: argparse.Namespace, session: Session) -> int:
    """Build the store, and the index of its labels with it."""
    from kg.graph.search import index_of
    from kg.populate.build import build as build_store
    from kg.populate.build import build_into
    from kg.store import open_store

    ontology = Path(given.ontology) if given.ontology else None
    data = Path(given.data) if given.data else None
    if session.is_remote:
        built = build_into(session.connect(), ontology=ontology, data=data)
    else:
        built = build_store(session.store, ontology=ontology, data=data)
        with open_store(session.store) as store:
            index_of(store)
    session.say(
        f"{session.store}: {counted(built.quads, 'quad')}, {counted(built.documents, 'document')}, "
        f"{counted(built.claims, 'claim')} of {counted(built.facts, 'fact')}, "
        f"{built.accepted_facts:,} of them accepted",
        f"{session.store}：{built.quads:,} 个四元组，{built.documents} 份文档，"
        f"{built.facts:,} 条事实的 {built.claims:,} 条主张，其中采信事实 {built.accepted_facts:,} 条",
    )
    return 0


BUILD = Command(
    "build",
    build,
    Text(
        "Build the store from the ontology and the data; it is swapped in when it is whole.",
        "由本体和数据建立图库；全部就绪后一次换入。",
    ),
    "kg build",
    (
        ONTOLOGY,
        DATA_FOLDER,
        STORE,
    ),
)


def load(given: argparse.Namespace, session: Session) -> int:
    """Load files, each into the graph that is named or that its name gives."""
    from kg.rdf.terms import expand, mint
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
            with _progress(session) as progress, store.change() as draft:
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
    with _progress(session) as progress:
        for file, target in targets.items():
            store.load([file], graph=target, base=given.base, progress=progress)
    return before, len(store) - before


def _names_its_graphs(file: str) -> bool:
    return any(end in Path(file).suffixes for end in (".trig", ".nq"))


def _stem(file: str) -> str:
    return Path(file).name.split(".")[0]


def data(given: argparse.Namespace, session: Session) -> int:
    """Copy the project's data, ontology or queries, and print the files that were made."""
    from kg.populate.data_folder import copy_bundled

    made = copy_bundled(given.part, Path(given.folder))
    for path in made:
        print(path)
    next_en, next_zh = _USES[given.part]
    session.say(
        f"{counted(len(made), 'file')} written; {next_en.format(given.folder)}",
        f"已写入 {len(made)} 个文件；{next_zh.format(given.folder)}",
    )
    return 0


DATA = Command(
    "data",
    data,
    Text(
        "Copy the project's data to a folder of your own, to add claims and reviews to.",
        "把项目自带的数据复制到您自己的文件夹，以便添加主张和审核。",
    ),
    "kg data my-data",
    (
        argument("folder", metavar="FOLDER", en="a new folder", zh="新文件夹"),
        argument(
            "--part",
            choices=("data", "ontology", "queries"),
            default="data",
            en="what to copy: the data (this, where nothing is said), the ontology or the queries",
            zh="复制什么：数据（默认）、本体或查询",
        ),
    ),
)


_USES = {
    # part: what to do with its copy, in English and in Chinese
    "data": (
        "`kg claim` and `kg review` add to it with `--data {0}`, `kg build --data {0}` builds from it",
        "`kg claim` 和 `kg review` 加 `--data {0}` 向其添加，`kg build --data {0}` 由其建立图库",
    ),
    "ontology": ("`kg build --ontology {0}` builds with it", "`kg build --ontology {0}` 用它建立图库"),
    "queries": ("`kg query {0}/NAME.rq` runs one", "`kg query {0}/名称.rq` 运行其中一个"),
}


@contextmanager
def _progress(session: Session) -> Iterator[Callable[[int, int], None] | None]:
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
