"""`kg build`."""

import argparse
from pathlib import Path

from kg.cli.arguments import DATA_FOLDER, ONTOLOGY, STORE, Command
from kg.cli.session import Session, counted
from kg.language import Text


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
