"""The door of the pages: which function answers which path, and what is said where none can.

A page more is a line more in `PAGES` or `UNDER`.
"""

from collections.abc import Callable, Mapping

from kg.errors import BadInput, KgError, UnknownName, UnknownQuery
from kg.graph import Graph
from kg.negotiation import best_type
from kg.serve.respond import over_http
from kg.web.conflicts_page import conflicts
from kg.web.editor import editor
from kg.web.picture import picture
from kg.web.queries_pages import queries, query
from kg.web.request import Request
from kg.web.search import home, search
from kg.web.templates import page
from kg.web.things import thing
from kg.workers.reply import Reply

Page = Callable[[Graph, Request], Reply]

PAGES: Mapping[str, Page] = {
    "/": home,
    "/search": search,
    "/conflicts": conflicts,
    "/picture": picture,
    "/queries": queries,
    "/sparql": editor,
}
"""The pages at one path."""

UNDER: Mapping[str, Page] = {
    "/id/": thing,
    "/ontology/": thing,
    "/queries/": query,
}
"""The pages at every path that begins so."""

_STATUS: tuple[tuple[type[KgError], int], ...] = (
    # the first that fits counts
    (UnknownName, 404),
    (UnknownQuery, 404),
    (BadInput, 400),
    (KgError, 503),
)
_THE_SITE = {
    "en": "the pages begin at /, the things at /search, the queries at /queries",
    "zh": "页面从 / 开始，事物见 /search，查询见 /queries",
}


def answer(graph: Graph, request: Request) -> Reply:
    """Give the page that was asked for, or a page that says why there is none."""
    try:
        return _page_at(request.path)(graph, request)
    except KgError as error:
        return error_page(graph, request, error)


def error_page(graph: Graph, request: Request, error: KgError) -> Reply:
    """Say what is wrong and what to do: as a page, or as plain text to who takes no pages."""
    status = next(code for kind, code in _STATUS if isinstance(error, kind))
    sentence = over_http(error).sentence(request.language)
    if best_type(request.accept, ("text/html", "text/plain")) != "text/html":
        return Reply(f"{sentence}\n".encode(), "text/plain; charset=utf-8", status, _VARY)
    problem, _, remedy = sentence.partition("\n")
    return page("error.html", graph, request, status=status, problem=problem, remedy=remedy.strip())


_VARY = (("Vary", "Accept, Accept-Language"),)


def _page_at(path: str) -> Page:
    if path in PAGES:
        return PAGES[path]
    for begin, found in UNDER.items():
        if path.startswith(begin):
            return found
    raise UnknownName(value=path, remedy=_THE_SITE)
