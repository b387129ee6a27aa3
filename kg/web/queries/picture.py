"""The picture of a CONSTRUCT: the very page that `kg draw` writes, or an SVG or a PNG of it."""

import re
from dataclasses import replace
from itertools import islice
from urllib.parse import quote

from kg.draw import THEMES, render
from kg.errors import BadInput, BadQuery, KgError, NotAllowed, UnknownQuery
from kg.graph import Graph
from kg.graph.network import from_triples
from kg.language import Text
from kg.service.query_guard import check
from kg.service.workers.reply import Reply
from kg.sparql.named_queries import NamedQuery
from kg.sparql.structure import skeleton
from kg.web.links import url
from kg.web.queries.downloads import PICTURES, safe_name
from kg.web.queries.form import read_form
from kg.web.queries.pages import bound_query, query_named
from kg.web.queries.texts import PICTURE
from kg.web.replies import HTML, VARY, page_sentences, refused, wanted
from kg.web.request import Request
from kg.web.templates import page

MOST_TRIPLES = 20_000
"""What has more triples than this makes a picture in which nobody sees anything."""

# The page brings its own policy, which names its scripts by their hashes. A page cannot say who may frame it;
# a header can.
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')
_FRAMED = "frame-ancestors 'self'"
_NOTHING = f"default-src 'none'; {_FRAMED}"


def picture(graph: Graph, request: Request) -> Reply:
    """Answer with the picture of `query`, SPARQL text, or of the named query `name` with its parameters.

    What cannot be drawn is said in a sentence on a page that also fits into a frame.

    Raises:
        KgError: The store cannot be read, or what drawing takes is not installed.
    """
    try:
        name = wanted(request, PICTURES)
        if name is None:
            return refused(request, PICTURES)
        asked, sparql = _query_of(graph, request)
        return _draw(graph, request, asked, sparql, name)
    except UnknownQuery as error:
        return _problem_page(graph, request, error, 404)
    except BadInput as error:
        return _problem_page(graph, request, error, 400)
    except NotAllowed as error:
        return _problem_page(graph, request, error, 403)


def _query_of(graph: Graph, request: Request) -> tuple[NamedQuery, str]:
    """Give the query and the SPARQL to send.

    Raises:
        BadInput: There is neither a text nor a name, or both; or something is wrong with it.
    """
    text, name = request.first("query").strip(), request.first("name")
    if bool(text) == bool(name):
        raise BadInput(
            problem=Text("a picture is of one query", "一幅图对应一个查询"),
            remedy=Text(
                "give `query=` with a CONSTRUCT, or `name=` with the name of a query",
                "请给出 `query=`（CONSTRUCT 文本）或 `name=`（命名查询）",
            ),
        )
    # Before anything reads a stranger's text closely, it must not be nested without end.
    check(text)
    named = query_named(name) if name else NamedQuery("query", text, skeleton(text).form)
    if named.form not in ("CONSTRUCT", "DESCRIBE"):
        raise BadQuery(
            why=Text(
                f"only what gives triples can be drawn, and this is {named.form or 'no query'}",
                f"只有给出三元组的查询才能画图，而这是 {named.form or '别的文本'}",
            ),
            remedy=Text("write a CONSTRUCT", "请写成 CONSTRUCT"),
        )
    if not name:
        return named, named.bind({})
    own = tuple(pair for pair in request.parameters if pair[0] not in ("name", "query"))
    form = read_form(graph, replace(request, parameters=own), named)
    return named, bound_query(named, form).sparql


def _draw(graph: Graph, request: Request, named: NamedQuery, sparql: str, name: str) -> Reply:
    theme = _theme(request)
    triples = list(islice(graph.store.construct(sparql), MOST_TRIPLES + 1))
    if len(triples) > MOST_TRIPLES:
        raise BadQuery(
            why=Text(
                f"it gives more than {MOST_TRIPLES:,} triples, too many for a picture",
                f"它给出超过 {MOST_TRIPLES} 个三元组，画不成图",
            ),
            remedy=Text("ask for less, as with a LIMIT", "请缩小范围，例如加 LIMIT"),
        )
    network = from_triples(graph.store, triples, title=named.title)
    if not len(network):
        return _problem_page(graph, request, _NOTHING_FOUND, 404)
    drawn = render(network, f".{name}", language=request.language, theme=theme)
    known = PICTURES[name]
    file_name = f"{safe_name(named.name)}.{known.suffix}"
    headers = (
        ("Content-Security-Policy", _policy(drawn) if name == HTML else _NOTHING),
        ("Content-Disposition", f'inline; filename="{file_name}"'),
        *VARY,
    )
    media_type = known.media_type if name == "png" else f"{known.media_type}; charset=utf-8"
    return Reply(drawn, media_type, 200, headers)


_NOTHING_FOUND = KgError(
    problem=Text("there is nothing to draw: nothing was found", "没有可画的内容：什么也没有找到"),
    remedy=Text("ask for something else", "请换一个查询"),
)


def _theme(request: Request) -> str:
    theme = request.first("theme") or "auto"
    if theme not in THEMES:
        raise BadInput(
            problem=Text(f"there is no theme {theme!r}", f"没有主题 {theme!r}"),
            remedy=Text(f"`theme` may be {', '.join(THEMES)}", f"`theme` 可为 {'、'.join(THEMES)}"),
        )
    return theme


def _policy(drawn: bytes) -> str:
    """Give the policy of the page, and that only our own pages may frame it."""
    found = _POLICY.search(drawn.decode())
    assert found is not None, "the page of a picture has its policy in its head"
    return f"{found[1]}; {_FRAMED}"


def _problem_page(graph: Graph, request: Request, error: KgError, status: int) -> Reply:
    """Say it on a page; in the frame of another page, without what that page has already."""
    problem, remedy = page_sentences(error, request.language)
    back = url("/queries", request.link_parameters)
    if name := request.first("name"):
        given = [pair for pair in request.parameters if pair[0] not in ("name", "format", "theme", "framed")]
        back = url(f"/queries/{quote(name, safe='')}", given)
    elif request.first("query"):
        back = url("/sparql", [("query", request.first("query")), *request.link_parameters])
    template = "framed.html" if request.first("framed") else "picture.html"
    return page(
        template, graph, request, texts=PICTURE, status=status, problem=problem, remedy=remedy, back=back
    )
