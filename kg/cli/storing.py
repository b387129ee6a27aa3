"""`kg build`, `kg load` and `kg data`."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.cli.main import Session, counted
from kg.cli.reading import readable


def build(given: argparse.Namespace, session: Session) -> int:
    """Build the store, and the index of its labels with it."""
    from kg.build import build as build_store
    from kg.labels import index_of
    from kg.store import open_store

    built = build_store(
        session.store,
        ontology=Path(given.ontology) if given.ontology else None,
        data=Path(given.data) if given.data else None,
    )
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


def load(given: argparse.Namespace, session: Session) -> int:
    """Load files, each into the graph that is named or that its name gives."""
    from kg.store import open_store
    from kg.terms import expand, mint

    for file in given.files:
        readable(file)
    with open_store(session.store, create=True) as store:
        before = len(store)
        graph = expand(given.graph) if given.graph else None
        with _progress(session) as progress, store.change() as draft:
            for file in given.files:
                named = graph or (None if _names_its_graphs(file) else mint("graph", _stem(file)))
                draft.load([file], graph=named, base=given.base, progress=progress)
        more = len(store) - before
    session.say(
        f"{counted(more, 'quad')} more, {before + more:,} in all",
        f"新增 {more:,} 个四元组，共 {before + more:,} 个",
    )
    return 0


def _names_its_graphs(file: str) -> bool:
    return any(end in Path(file).suffixes for end in (".trig", ".nq"))


def _stem(file: str) -> str:
    return Path(file).name.split(".")[0]


def data(given: argparse.Namespace, session: Session) -> int:
    """Copy the project's data, ontology or queries, and print the files that were made."""
    from kg.authoring.folders import copy_bundled

    made = copy_bundled(given.part, Path(given.folder))
    for path in made:
        print(path)
    next_en, next_zh = _USES[given.part]
    session.say(
        f"{counted(len(made), 'file')} written; {next_en.format(given.folder)}",
        f"已写入 {len(made)} 个文件；{next_zh.format(given.folder)}",
    )
    return 0


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
