"""The jobs of workers for SPARQL: answer a query, carry out an update.

Each job takes a state and what the request said, and gives a reply; see `kg.service.workers`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox

from kg.errors import BadRequest, StoreError
from kg.language import Text
from kg.rdf.formats import RESULTS, SHORT, TRIPLES
from kg.rdf.iris import expand
from kg.service.negotiation import best_type, with_charset
from kg.service.query_guard import check, may_fetch
from kg.service.worker_state import WorkerState, prepare
from kg.service.workers.child import Job
from kg.service.workers.reply import Reply, Sink
from kg.sparql.dataset import with_using
from kg.sparql.engine import explained_while
from kg.sparql.prefixes import prefixes_used

Request = dict[str, Any]

__all__ = ["JOBS", "prepare"]

VARY = ("Vary", "Accept, Accept-Encoding")
_RESULTS, _TRIPLES = tuple(RESULTS), tuple(TRIPLES)


def query(state: WorkerState, request: Request) -> Reply:
    """Answer a query in the format that the client likes best."""
    return answer(state, request, check(request["query"], state.allowed))


def answer(state: WorkerState, request: Request, sparql: str) -> Reply:
    """Answer the query of a request, whose text `kg.service.query_guard.check` has passed."""
    state.refresh(request["snapshot"])
    with _bad_gateway(state, sparql):
        found = state.store.answer(sparql, base=request["base"], **_dataset(request))
    if isinstance(found, ox.QueryTriples):
        type_ = negotiated(request, _TRIPLES)
        write = _triples(found, TRIPLES[type_].rdf, sparql)
    else:
        type_ = negotiated(request, _RESULTS)
        write = _results(found, RESULTS[type_].results)
    return Reply(_guarded(state, sparql, write), with_charset(type_), headers=(VARY,))


def update(state: WorkerState, request: Request) -> Reply:
    """Carry out an update and publish it."""
    text = with_using(request["update"], request["using_graphs"], request["using_named_graphs"])
    safe = check(text, state.allowed)
    state.refresh(request["snapshot"])
    with _bad_gateway(state, safe), state.changing(request) as draft:
        draft.update(safe, base=request["base"])
    return Reply(status=204, content_type="")


def negotiated(request: Request, offers: tuple[str, ...]) -> str:
    """Give the media type to answer in.

    Raises:
        BadRequest: The client accepts none of them; with status 406.
    """
    wanted = SHORT.get(request["format"] or "", "") or request["accept"]
    chosen = best_type(wanted, offers)
    if chosen is None:
        raise BadRequest(
            status=406,
            problem=Text(
                f"there is no such form of this answer: {wanted[:200]}", f"此结果没有这种格式：{wanted[:200]}"
            ),
            remedy=Text(f"ask for one of {', '.join(offers)}", f"请选用以下之一：{'、'.join(offers)}"),
        )
    return chosen


def format_of_triples(request: Request) -> tuple[ox.RdfFormat, str]:
    """Give the format to answer in with triples, and the content type; Turtle as plain text to a browser."""
    if not request["format"] and best_type(request["accept"], (*_TRIPLES, "text/html")) == "text/html":
        # A browser shows plain text, and would only offer to save Turtle.
        return ox.RdfFormat.TURTLE, "text/plain; charset=utf-8"
    media_type = negotiated(request, _TRIPLES)
    return TRIPLES[media_type].rdf, with_charset(media_type)


def graph_named(text: str) -> ox.NamedNode:
    """Give the IRI of a graph that a request names.

    Raises:
        BadTerm: It is none.
    """
    return expand(f"<{text}>")


def _dataset(request: Request) -> dict[str, Any]:
    """Give the graphs that a query is asked over, where the request names any: those then, and no others.

    Source: https://www.w3.org/TR/sparql11-protocol/#dataset
    """
    default, named = request["default_graphs"], request["named_graphs"]
    if not (default or named):
        return {}
    return {"default_graphs": list(map(graph_named, default)), "named_graphs": list(map(graph_named, named))}


def _results(
    found: ox.QuerySolutions | ox.QueryBoolean, form: ox.QueryResultsFormat
) -> Callable[[Sink], None]:
    return lambda sink: explained_while(lambda: found.serialize(sink, form))  # type: ignore[arg-type]


def _triples(found: ox.QueryTriples, form: ox.RdfFormat, sparql: str) -> Callable[[Sink], None]:
    if form not in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.N3):
        return lambda sink: explained_while(lambda: found.serialize(sink, form))  # type: ignore[arg-type]
    # Those that the query uses: which ones the triples use is not known before they are sent.
    prefixes = prefixes_used(sparql)
    return lambda sink: explained_while(lambda: ox.serialize(found, sink, form, prefixes=prefixes))  # type: ignore[arg-type]


@contextmanager
def _bad_gateway(state: WorkerState, sparql: str) -> Iterator[None]:
    """Answer 502 where another endpoint, which a SERVICE or a LOAD names, does not answer."""
    try:
        yield
    except StoreError as error:
        if not (state.allowed and may_fetch(sparql)):
            raise
        why = error.__cause__ or error
        raise BadRequest(
            status=502,
            problem=Text(f"another endpoint that this asks failed: {why}", f"所访问的其他端点出错：{why}"),
            remedy=Text("see that it answers, or leave it out", "请确认其可用，或将其去掉"),
        ) from error


def _guarded(state: WorkerState, sparql: str, write: Callable[[Sink], None]) -> Callable[[Sink], None]:
    def guarded(sink: Sink) -> None:
        with _bad_gateway(state, sparql):
            write(sink)

    return guarded


JOBS: dict[str, Job] = {"query": query, "update": update}
