"""Putting a whole store into an endpoint, in the place of the one that is there.

Where the engine carries out a request whole or not at all, and the store is not too large for one, nobody
ever sees half of it. Elsewhere graph after graph is replaced, the default graph last; a build that is cut
leaves some graphs new and some old, and the same build again makes them all new.
"""

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kg.errors import KgError, NotAStore, StoreError
from kg.remote import patterns
from kg.remote.sending import replace_graph
from kg.remote.store import RemoteStore
from kg.store import GraphName
from kg.vocab import GRAPH_DOCUMENT, GRAPH_ONTOLOGY

_AT_ONCE = 100_000


def replace_all(store: RemoteStore, quads: Iterable[ox.Quad]) -> None:
    """Replace our graphs at an endpoint: the default graph, those that have quads, documents that have none.

    Named graphs that are not ours stay as they are.

    Raises:
        NotAStore: The endpoint's default graph holds something else; nothing was changed.
        StoreError: The endpoint refused.
    """
    graphs: dict[GraphName, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(quad)
    _refuse_strange(store)
    stale = [
        name
        for name in store.graphs()
        if name.startswith(GRAPH_DOCUMENT) and ox.NamedNode(name) not in graphs
    ]
    if store.dialect.is_atomic and sum(map(len, graphs.values())) <= _AT_ONCE:
        _at_once(store, graphs, stale)
    else:
        _one_by_one(store, graphs, stale)


def _refuse_strange(store: RemoteStore) -> None:
    is_ours = store.ask(f"ASK {{ GRAPH <{GRAPH_ONTOLOGY.value}> {{ ?s ?p ?o }} }}")
    if not is_ours and store.ask("ASK { ?s ?p ?o }"):
        raise NotAStore(
            where=store.endpoint.addresses.query,
            why={
                "en": "its default graph holds something else, which a build would replace",
                "zh": "其默认图存有其他内容，建立图库会将其替换",
            },
            remedy={
                "en": "name an empty dataset, or copy graphs beside what is there with `kg push`; "
                "nothing was changed",
                "zh": "请指定空的数据集，或用 `kg push` 复制图而不动原有内容；未作任何改动",
            },
        )


def _at_once(store: RemoteStore, graphs: dict[GraphName, list[ox.Quad]], stale: list[str]) -> None:
    named = [name for graph in graphs if (name := patterns.home(store.dialect, graph))]
    steps = ["CLEAR SILENT DEFAULT"] if store.dialect.default_graph is None else []
    steps += [f"DROP SILENT GRAPH <{name}>" for name in [*(n.value for n in named), *stale]]
    steps += patterns.inserted(store.dialect, (quad for some in graphs.values() for quad in some))
    store.update(" ;\n".join(steps))


def _one_by_one(store: RemoteStore, graphs: dict[GraphName, list[ox.Quad]], stale: list[str]) -> None:
    in_order = sorted(graphs, key=lambda graph: isinstance(graph, ox.DefaultGraph))
    for number, graph in enumerate(in_order):
        try:
            replace_graph(store, graph, graphs[graph])
        except KgError as error:
            raise _cut(error, number, len(graphs)) from error
    for name in stale:
        store.update(f"CLEAR SILENT GRAPH <{name}>")


def _cut(error: KgError, done: int, of: int) -> StoreError:
    return StoreError(
        problem={language: error.sentence(language) for language in ("en", "zh")},
        remedy={
            "en": f"{done} of {of} graphs are new, the others as they were; `kg build` again makes all new",
            "zh": f"{of} 个图中 {done} 个已更新，其余保持原样；再次运行 `kg build` 即可全部更新",
        },
    )
