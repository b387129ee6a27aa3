"""Which function answers which path, and what a page says where none can.

A page more is a line more in `PAGES` or `UNDER`.
"""

from collections.abc import Callable, Mapping

from kg.errors import BadInput, KgError, UnknownName, UnknownQuery
from kg.graph import Graph
from kg.language import Text
from kg.service.negotiation import best_type
from kg.service.workers.reply import Reply
from kg.web.conflicts import conflicts
from kg.web.queries.editor import editor
from kg.web.queries.pages import queries, query
from kg.web.queries.picture import picture
from kg.web.replies import as_text, page_sentences
from kg.web.request import Request
from kg.web.search import home, search
from kg.web.templates import page
from kg.web.things.page import thing

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


def answer(graph: Graph, request: Request) -> Reply:
    """Give the page that was asked for, or a page that says why there is none."""
    found = _page_at(request.path)
    if found is None:
        return _no_such_page(graph, request)
    try:
        return found(graph, request)
    except KgError as error:
        return error_page(graph, request, error)


def error_page(graph: Graph, request: Request, error: KgError) -> Reply:
    """Say what is wrong and what to do: as a page, or as plain text to who takes no pages."""
    status = next(code for kind, code in _STATUS if isinstance(error, kind))
    if not _takes_pages(request):
        return as_text(error, request, status)
    problem, remedy = page_sentences(error, request.language)
    return page("error.html", graph, request, status=status, problem=problem, remedy=remedy)


def _no_such_page(graph: Graph, request: Request) -> Reply:
    """Say that there is no page at a path, and where there are pages."""
    if _takes_pages(request):
        return page("nowhere.html", graph, request, status=404)
    problem = Text(f"there is no page at {request.path}", f"此地址没有页面：{request.path}")
    return as_text(KgError(problem=problem, remedy=_THE_SITE), request, 404)


_THE_SITE = Text(
    "the pages begin at /, the things at /search, the queries at /queries",
    "页面从 / 开始，事物见 /search，查询见 /queries",
)


def _takes_pages(request: Request) -> bool:
    # Who asks for a file and does not name pages is a program.
    if request.first("format") not in ("", "html") and "text/html" not in request.accept:
        return False
    return best_type(request.accept, ("text/html", "text/plain")) == "text/html"


def _page_at(path: str) -> Page | None:
    return PAGES.get(path) or next((found for begin, found in UNDER.items() if path.startswith(begin)), None)
