"""The page of a thing: in which form it is wanted, and what is said where there is no such thing."""

from pyoxigraph import NamedNode

from kg.errors import BadInput, UnknownName
from kg.graph import Graph
from kg.rdf.terms import local_name, shorten
from kg.service.negotiation import best_type
from kg.service.workers.reply import Reply
from kg.web.links import iri_of, path_of, url
from kg.web.replies import for_pages
from kg.web.request import Request
from kg.web.templates import page
from kg.web.things.rdf import BY_NAME, FORMS, described
from kg.web.things.reading import read_thing

HTML = "text/html"
_NAMED = {"html": HTML} | {form.suffix: form.media_type for form in FORMS}
"""What `?format=` may say."""
_OFFERS = tuple(_NAMED.values())
# Who takes any JSON takes JSON-LD, which is JSON.
_JSON = {"application/json": _NAMED["jsonld"]}


def thing(graph: Graph, request: Request) -> Reply:
    """Answer for the thing whose IRI ends in this path: a page for people, or RDF.

    Raises:
        BadInput: `format` is none that there is.
        UnknownName: The path is no IRI.
    """
    iri = iri_of(request.path)
    if iri is None:
        raise UnknownName(value=request.path)
    media_type = _wanted(request)
    if media_type is None:
        return _refused(request)
    if not graph.speaks_of(iri):
        return _unknown(graph, request, iri, media_type)
    headers = (("Link", _alternates(iri)),)
    if media_type == HTML:
        return page("thing.html", graph, request, headers=headers, it=read_thing(graph, request, iri))
    return described(graph, request, iri, media_type, headers)


def _wanted(request: Request) -> str | None:
    name = request.first("format")
    if not name:
        return _JSON.get(found := best_type(request.accept, (*_OFFERS, *_JSON)) or "", found) or None
    if name in BY_NAME:
        return BY_NAME[name]
    if name not in _NAMED:
        known = ", ".join(_NAMED)
        raise BadInput(
            problem={"en": f"there is no format {name!r}", "zh": f"没有格式 {name!r}"},
            remedy={"en": f"`format` may be {known}", "zh": f"`format` 可为 {known}"},
        )
    return _NAMED[name]


def _alternates(iri: NamedNode) -> str:
    path = path_of(iri.value) or ""
    forms = [(suffix, media_type) for suffix, media_type in _NAMED.items()]
    return ", ".join(
        f'<{url(path, [("format", suffix)])}>; rel="alternate"; type="{media_type}"'
        for suffix, media_type in forms
    )


def _refused(request: Request) -> Reply:
    known = ", ".join(_OFFERS)
    said = {
        "en": f"nothing that Accept names can be sent\n  ask for one of {known}, or add ?format=",
        "zh": f"Accept 所列的媒体类型都无法提供\n  可用的有 {known}，也可加上 ?format=",
    }
    text = f"{said[request.language]}\n".encode()
    return Reply(text, "text/plain; charset=utf-8", 406, (("Vary", "Accept, Accept-Language"),))


def _unknown(graph: Graph, request: Request, iri: NamedNode, media_type: str) -> Reply:
    near = graph.near_iris(iri)
    if media_type != HTML:
        error = UnknownName(value=shorten(iri), near=", ".join(shorten(other) for other in near))
        text = f"{for_pages(error).sentence(request.language)}\n".encode()
        return Reply(text, "text/plain; charset=utf-8", 404, (("Vary", "Accept, Accept-Language"),))
    names = graph.labels.labels(near, request.language)
    found = [(other.value, names.get(other, shorten(other))) for other in near]
    return page(
        "unknown.html", graph, request, status=404, wanted=iri.value, near=found, last=local_name(iri)
    )
