"""The jobs of workers for the graph store: read, write or remove a graph."""

from collections.abc import Callable, Iterator
from typing import Any

import pyoxigraph as ox

from kg.errors import BadRequest
from kg.language import Text
from kg.rdf.formats import QUADS, SHORT, TRIPLES
from kg.rdf.vocab import PREFIXES
from kg.service.negotiation import best_type
from kg.service.query_jobs import VARY, format_of_triples, graph_named, negotiated
from kg.service.worker_state import WorkerState
from kg.service.workers.child import Job
from kg.service.workers.reply import Reply, Sink
from kg.store import EmbeddedStore, GraphName, Store

Request = dict[str, Any]

_WITH_PREFIXES = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.N3)


def read_graph(state: WorkerState, request: Request) -> Reply:
    """Give a graph, or the whole store."""
    state.refresh(request["snapshot"])
    if request["graph"] is None:
        type_ = negotiated(request | {"accept": _of_quads(request)}, tuple(QUADS))
        return Reply(_dump(state.store, None, QUADS[type_].rdf), type_, headers=(VARY,))
    graph = _name(request["graph"])
    if not _is_there(state.store, graph):
        raise _no_graph(request["graph"])
    form, content_type = format_of_triples(request)
    return Reply(_dump(state.store, graph, form), content_type, headers=(VARY,))


def write_graph(state: WorkerState, request: Request) -> Reply:
    """Replace a graph with what was sent, or add it."""
    graph = _name(request["graph"]) if request["graph"] is not None else None
    with state.changing(request) as draft:
        is_new = graph is not None and not _is_there(draft, graph)
        if request["replaces"]:
            _clear(draft, graph)
        for part in request["parts"]:
            _load(draft, part, graph, request)
    if made := request["made"]:
        return Reply(status=201, content_type="", headers=(("Location", made),))
    return Reply(status=201 if is_new else 204, content_type="")


def remove_graph(state: WorkerState, request: Request) -> Reply:
    """Remove a graph."""
    graph = _name(request["graph"])
    with state.changing(request) as draft:
        if not _is_there(draft, graph):
            raise _no_graph(request["graph"])
        if isinstance(graph, ox.DefaultGraph):
            _clear(draft, graph)
        else:
            draft.update(f"DROP GRAPH {graph}")
    return Reply(status=204, content_type="")


def _load(draft: Store, part: list[str], graph: GraphName | None, request: Request) -> None:
    path, media_type, said = part
    base = request["graph"] or request["base"]
    form = TRIPLES[media_type].rdf
    try:
        # Quads for one graph must not name another, whose name would be lost.
        quads = ox.parse(path=path, format=form, base_iri=base, without_named_graphs=graph is not None)
        if graph is None:
            draft.add(_whole(quads))
        else:
            draft.add(ox.Quad(*_spo(quad), graph) for quad in quads)
    except SyntaxError as error:
        raise BadRequest(
            status=400,
            problem=Text(f"{said or 'the body'}: {error.msg}", f"{said or '请求体'}：{error.msg}"),
            remedy=Text("mend it and send it again; nothing was changed", "请改正后重新发送；未作任何改动"),
        ) from error


def _spo(quad: ox.Quad) -> tuple[Any, Any, Any]:
    return quad.subject, quad.predicate, quad.object


def _whole(quads: Iterator[ox.Quad]) -> Iterator[ox.Quad]:
    yield from quads


def _clear(draft: Store, graph: GraphName | None) -> None:
    if graph is None:
        draft.update("DROP ALL")
    elif isinstance(graph, ox.DefaultGraph):
        draft.update("CLEAR DEFAULT")
    else:
        # A graph that was sent empty exists all the same.
        draft.update(f"DROP SILENT GRAPH {graph} ; CREATE GRAPH {graph}")


def _is_there(store: Store, graph: GraphName) -> bool:
    if isinstance(graph, ox.DefaultGraph):
        return True
    if isinstance(store, EmbeddedStore):
        return store.raw.contains_named_graph(graph)
    return next(iter(store.quads(graph=graph)), None) is not None


def _name(graph: str) -> ox.NamedNode | ox.DefaultGraph:
    return graph_named(graph) if graph else ox.DefaultGraph()


def _dump(store: Store, graph: GraphName | None, form: ox.RdfFormat) -> Callable[[Sink], None]:
    prefixes = PREFIXES if form in _WITH_PREFIXES else None

    def write(sink: Sink) -> None:
        if isinstance(store, EmbeddedStore):
            store.raw.dump(sink, form, from_graph=graph, prefixes=prefixes)  # type: ignore[arg-type]
        else:
            quads = store.quads(graph=graph)
            said = quads if graph is None else (ox.Triple(*_spo(quad)) for quad in quads)
            ox.serialize(said, sink, form, prefixes=prefixes)  # type: ignore[arg-type]

    return write


def _of_quads(request: Request) -> str:
    """Give Accept; what has no graphs becomes any format, since the whole store needs one that has them."""
    wanted: str = SHORT.get(request["format"] or "", "") or request["accept"]
    return wanted if best_type(wanted, tuple(QUADS)) else "*/*"


def _no_graph(graph: str) -> BadRequest:
    return BadRequest(
        status=404,
        problem=Text(f"there is no graph {graph[:200]}", f"没有图 {graph[:200]}"),
        remedy=Text("/queries/graphs lists those that there are", "/queries/graphs 列出已有的图"),
    )


JOBS: dict[str, Job] = {"read_graph": read_graph, "write_graph": write_graph, "remove_graph": remove_graph}
