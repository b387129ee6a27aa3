"""Putting a whole store into an endpoint, in the place of the one that is there.

Where the engine carries out a request whole or not at all, and the store is not too large for one, nobody
ever sees half of it. Elsewhere graph after graph is replaced, the default graph last; a build that is cut
leaves some graphs new and some old, and the same build again makes them all new.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError, NotAStore, StoreError
from kg.language import Text
from kg.rdf.vocab import GRAPH_DOCUMENT, GRAPH_ONTOLOGY
from kg.store.protocol import GraphName
from kg.store.remote import patterns
from kg.store.remote.remote_store import RemoteStore
from kg.store.remote.sending import put_graph

_AT_ONCE = 100_000


def replace_all(store: RemoteStore, quads: Iterable[ox.Quad]) -> None:
    """Replace our graphs at an endpoint: the default graph, those that have quads, documents that have none.

    Named graphs that are not ours stay as they are.

    Raises:
        NotAStore: The endpoint's default graph holds something else; nothing was changed.
        StoreError: The endpoint refused.
    """
    graphs = patterns.by_graph(quads)
    _refuse_if_not_ours(store)
    stale = [
        name
        for name in store.graphs()
        if name.startswith(GRAPH_DOCUMENT) and ox.NamedNode(name) not in graphs
    ]
    if store.dialect.is_atomic and sum(map(len, graphs.values())) <= _AT_ONCE:
        _at_once(store, graphs, stale)
    else:
        _one_by_one(store, graphs, stale)


def _refuse_if_not_ours(store: RemoteStore) -> None:
    is_ours = store.ask(f"ASK {{ GRAPH <{GRAPH_ONTOLOGY.value}> {{ ?s ?p ?o }} }}")
    if not is_ours and store.ask("ASK { ?s ?p ?o }"):
        raise NotAStore(
            where=store.endpoint.addresses.query,
            why=Text(
                "its default graph holds something else, which a build would replace",
                "其默认图存有其他内容，建立图库会将其替换",
            ),
            remedy=Text(
                "name an empty dataset, or copy graphs beside what is there with `kg push`; "
                "nothing was changed",
                "请指定空的数据集，或用 `kg push` 复制图而不动原有内容；未作任何改动",
            ),
        )


def _at_once(store: RemoteStore, graphs: dict[GraphName, list[ox.Quad]], stale: list[str]) -> None:
    named = [name for graph in graphs if (name := patterns.engine_graph(store.dialect, graph))]
    steps = ["CLEAR SILENT DEFAULT"] if store.dialect.default_graph is None else []
    steps += [f"DROP SILENT GRAPH <{name}>" for name in [*(n.value for n in named), *stale]]
    steps += patterns.insert_updates(store.dialect, (quad for some in graphs.values() for quad in some))
    store.update(" ;\n".join(steps))


def _one_by_one(store: RemoteStore, graphs: dict[GraphName, list[ox.Quad]], stale: list[str]) -> None:
    in_order = sorted(graphs, key=lambda graph: isinstance(graph, ox.DefaultGraph))
    for number, graph in enumerate(in_order):
        try:
            _replace_graph(store, graph, graphs[graph])
        except KgError as error:
            raise _partly_replaced(error, number, len(graphs)) from error
    for name in stale:
        store.update(f"CLEAR SILENT GRAPH <{name}>")


def _replace_graph(store: RemoteStore, graph: GraphName, quads: Iterable[ox.Quad]) -> None:
    if store.endpoint.addresses.graph_store is None:
        name = patterns.engine_graph(store.dialect, graph)
        target = f"GRAPH <{name.value}>" if name else "DEFAULT"
        store.update(f"CLEAR SILENT {target}")
        store.add(ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads)
        return
    with tempfile.TemporaryDirectory(prefix="suanli-") as folder:
        triples = (quad.triple for quad in quads)
        put_graph(store.endpoint, store.dialect, triples, graph, Path(folder) / "part.nt", replace=True)
    store.refresh()


def _partly_replaced(error: KgError, done: int, of: int) -> StoreError:
    return StoreError(
        problem=error.text(),
        remedy=Text(
            f"{done} of {of} graphs are new, the others as they were; `kg build` again makes all new",
            f"{of} 个图中 {done} 个已更新，其余保持原样；再次运行 `kg build` 即可全部更新",
        ),
    )
