"""The graph store over HTTP: graphs read, replaced, added to and removed whole.

Source: https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from kg.errors import BadRequest
from kg.language import Text
from kg.rdf.formats import BY_SUFFIX, QUADS, RDF, TRIPLES
from kg.service.bodies import chunks, into_file
from kg.service.endpoints import App, endpoint
from kg.service.requests import HttpRequest, Service
from kg.service.sparql_protocol import parameters

PATH = "/store"

_PARTS = 1000
_LONGEST_END = 512
_DEFAULT = "default"


def graph_store(service: Service, bodies: Path) -> App:
    """Make the endpoint for graphs.

    Args:
        service: Whose endpoint it is.
        bodies: A folder for bodies while they are read.
    """

    async def answer(request: HttpRequest) -> None:
        graph = _graph(request)
        if request.method == "GET":
            await _read(request, graph)
        elif request.method == "DELETE":
            await request.write({"job": "remove_graph", "graph": _required(graph), **_condition(request)})
        else:
            request.check_right()
            await _write(request, graph, bodies)

    return endpoint(service, ("GET", "HEAD", "PUT", "POST", "DELETE"), answer)


async def _read(request: HttpRequest, graph: str | None) -> None:
    format_ = dict(parameters(request.call())).get("format")
    tag = request.tag("graph", request.scope["path"], request.scope["query_string"].decode("latin-1"))
    await request.read({"job": "read_graph", "graph": graph, "format": format_}, tag)


async def _write(request: HttpRequest, graph: str | None, bodies: Path) -> None:
    made = None
    if graph is None and not _holds_quads(request):
        if request.method == "PUT":
            # A parameter that was forgotten must not let one graph replace the whole store.
            _required(graph)
        # What is posted to the store itself becomes a graph whose name the store makes.
        made = graph = f"{request.origin}{PATH}/{uuid4()}"
    folder = Path(mkdtemp(dir=bodies))
    try:
        parts = await _parts(request, folder)
        job = {"job": "write_graph", "graph": graph, "parts": parts, "made": made, **_condition(request)}
        await request.write(job | {"replaces": request.method == "PUT"})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _parts(request: HttpRequest, folder: Path) -> list[list[str]]:
    """Read the body into files; give each with its media type."""
    limit = request.service.pool.limits.body
    media_type = request.call().media_type
    if media_type == "multipart/form-data":
        return await _form_parts(request, folder, limit)
    if media_type in ("", "application/octet-stream", "application/x-www-form-urlencoded"):
        # curl -T sends no type, and curl --data-binary that of a form; then the suffix of the path decides.
        media_type = _media_type_of(request.scope["path"])
    suffix = _suffix(media_type)
    path = await into_file(request.receive, request.headers, limit, folder, suffix)
    is_named = request.scope["path"].startswith(f"{PATH}/")
    return [[str(path), media_type, request.scope["path"].rpartition("/")[2] if is_named else ""]]


async def _form_parts(request: HttpRequest, folder: Path, limit: int) -> list[list[str]]:
    stream = _Stream(chunks(request.receive, request.headers, limit))
    headers = Request(request.scope).headers
    parser = MultiPartParser(
        headers, stream.chunks(), max_files=_PARTS, max_fields=_PARTS, max_part_size=limit
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        raise _malformed(str(error)) from error
    try:
        if not stream.has_ended(headers["content-type"]) or not form:
            raise _malformed("it breaks off")
        return [
            _part_in_file(folder, number, name, value)
            for number, (name, value) in enumerate(form.multi_items())
        ]
    finally:
        await form.close()


class _Stream:
    """A multipart body that remembers its last bytes: the parser does not say whether it saw the end."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self._last = b""

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        async for chunk in self._source:
            self._last = (self._last + chunk)[-_LONGEST_END:]
            yield chunk

    def has_ended(self, content_type: str) -> bool:
        boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        return b"--" + boundary + b"--" in self._last


def _malformed(why: str) -> BadRequest:
    return BadRequest(
        status=400,
        problem=Text(f"the multipart body is malformed: {why}", f"multipart 请求体有误：{why}"),
        remedy=Text(
            "send multipart/form-data with its boundary, to its end",
            "请按 multipart/form-data 完整发送，并带 boundary",
        ),
    )


def _part_in_file(folder: Path, number: int, name: str, value: UploadFile | str) -> list[str]:
    if isinstance(value, str):
        media_type, said = "text/turtle", name
    else:
        said = value.filename or name
        media_type = (value.content_type or "").partition(";")[0].strip().lower()
        # This is the type that curl gives a file whose suffix it does not know.
        media_type = _media_type_of(said) if media_type in ("", "application/octet-stream") else media_type
    path = folder / f"{number}.{_suffix(media_type)}"
    with path.open("wb") as file:
        if isinstance(value, str):
            file.write(value.encode())
        else:
            shutil.copyfileobj(value.file, file)
    return [str(path), media_type, said]


def _graph(request: HttpRequest) -> str | None:
    """Give the graph that a request is about: its IRI, "" for the default graph, None for the whole store."""
    path: str = request.scope["path"]
    fields = parameters(request.call())
    named = [value for name, value in fields if name == "graph"]
    is_default = any(name == _DEFAULT for name, _ in fields)
    if path.rstrip("/") == PATH:
        if len(named) + is_default > 1:
            raise BadRequest(
                status=400,
                problem=Text("the request names more than one graph", "请求指定了多个图"),
                remedy=Text("send one of ?graph=IRI and ?default", "请只用 ?graph=IRI 或 ?default 之一"),
            )
        return _required(named[0] or None) if named else "" if is_default else None
    # The path as it was sent: in the one that ASGI gives, escapes are undone, and then it may be no IRI.
    return f"{request.origin}{request.scope['raw_path'].decode('latin-1')}"


def _required(graph: str | None) -> str:
    if graph is None:
        raise BadRequest(
            status=400,
            problem=Text("the request names no graph", "请求没有指定图"),
            remedy=Text(
                "add ?graph=IRI or ?default; an update `CLEAR ALL` empties the store",
                "请加 ?graph=IRI 或 ?default；清空图库可用更新语句 `CLEAR ALL`",
            ),
        )
    return graph


def _holds_quads(request: HttpRequest) -> bool:
    return request.call().media_type in QUADS and request.call().media_type != "application/ld+json"


def _condition(request: HttpRequest) -> dict[str, Any]:
    """Give the snapshot that a change is meant for, where the client names one."""
    return {"if_match": request.headers.get("if-match")}


def _media_type_of(path: str) -> str:
    return BY_SUFFIX.get(path.rpartition(".")[2].lower(), RDF["turtle"]).media_type


def _suffix(media_type: str) -> str:
    if media_type not in TRIPLES:
        raise BadRequest(
            status=415,
            problem=Text(
                f"a graph in {media_type[:80]!r} is not read here", f"此处不接受 {media_type[:80]!r} 格式的图"
            ),
            remedy=Text(f"send one of {', '.join(TRIPLES)}", f"请使用以下之一：{'、'.join(TRIPLES)}"),
        )
    return TRIPLES[media_type].suffix
