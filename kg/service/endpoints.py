"""The endpoints for queries, updates and descriptions, as plain ASGI applications without a framework."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from kg.errors import BadRequest, KgError
from kg.language import Text
from kg.rdf.formats import TRIPLES
from kg.service.bodies import read_body
from kg.service.negotiation import best_type
from kg.service.query_guard import changes_with_time
from kg.service.requests import HttpRequest, Service
from kg.service.respond import ClientGone, Headers, Receive, Scope, Send, send_error
from kg.service.sparql_protocol import UPDATE, operation, parameters

App = Callable[[Scope, Receive, Send], Awaitable[None]]

_TEXT, _TEXT_OF_WRITERS = 4 << 20, 128 << 20
"""Bytes of the longest query or update, for readers and for writers; graphs go to /store, over the disk."""
_DRAINED, _DRAIN_S = 64 << 20, 10.0
_PREFLIGHT: Headers = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, DELETE, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match",
    ),
    (b"access-control-max-age", b"86400"),
)


def endpoint(
    service: Service, methods: tuple[str, ...], answer: Callable[[HttpRequest], Awaitable[None]]
) -> App:
    """Make an ASGI application of a function that answers requests by these methods."""
    allow = ", ".join([*methods, "OPTIONS"])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(receive)
        request = HttpRequest(scope, body, send, service)
        try:
            if scope["method"] == "OPTIONS":
                await request.answer(204, headers=[*_PREFLIGHT, (b"allow", allow.encode())])
            elif scope["method"] not in methods:
                raise _no_method(scope["method"], allow)
            else:
                await answer(request)
        except KgError as error:
            await body.drain(request.headers)
            more = [(b"allow", allow.encode())] if error.values.get("status") == 405 else []
            await send_error(send, error, request.language, more, is_head=request.is_head)
        except ClientGone:
            pass

    return app


class _Body:
    """The body of a request, and whether all of it was received."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._is_whole = False

    async def __call__(self) -> MutableMapping[str, Any]:
        message = await self._receive()
        self._is_whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def drain(self, headers: Mapping[str, str]) -> None:
        """Receive the rest: a client that sends all before it reads then learns why it was refused.

        One that sends `Expect` is answered at once.
        """
        length = headers.get("content-length", "0")
        is_coming = "transfer-encoding" in headers or (length != "0" and len(length) < 9)
        left = _DRAINED if is_coming and "expect" not in headers else 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_S):
                while not self._is_whole and left > 0:
                    left -= len((await self()).get("body", b""))


def sparql(service: Service, page: App | None = None) -> App:
    """Make the endpoint for queries, which takes updates too.

    Args:
        service: Whose endpoint it is.
        page: What a browser is shown.
    """

    async def answer(request: HttpRequest) -> None:
        if request.method == "GET" and page is not None and _is_browser(request):
            await page(request.scope, request.receive, request.send)
            return
        body = (
            await read_body(request.receive, request.headers, _longest(request))
            if request.method == "POST"
            else b""
        )
        job = operation(request.call(body))
        if job is None:
            await describe(request)
        elif job["job"] == "update":
            await request.write(job)
        else:
            await request.read(job, _tag_of_query(request, job))

    return endpoint(service, ("GET", "HEAD", "POST"), answer)


def update(service: Service) -> App:
    """Make the endpoint for updates."""

    async def answer(request: HttpRequest) -> None:
        request.check_right()
        job = operation(request.call(await read_body(request.receive, request.headers, _longest(request))))
        if job is None or job["job"] != "update":
            raise BadRequest(
                status=400,
                problem=Text(
                    "this endpoint takes updates, and this is a query", "此端点只接受更新，而这是查询"
                ),
                remedy=Text("send it to /sparql", "请发送到 /sparql"),
            )
        await request.write(job)

    return endpoint(service, ("POST",), answer)


async def describe(request: HttpRequest) -> None:
    """Answer with the service description.

    Source: https://www.w3.org/TR/sparql11-service-description/#accessing
    """
    fields = dict(parameters(request.call()))
    if unknown := set(fields) - {"format", "lang"}:
        raise BadRequest(
            status=400,
            problem=Text(
                f"the request has no query, but {', '.join(sorted(unknown))[:200]}",
                f"请求中没有 query，只有 {'、'.join(sorted(unknown))[:200]}",
            ),
            remedy=Text("send ?query=…", "请发送 ?query=…"),
        )
    job = {"job": "description", "format": fields.get("format")}
    await request.read(job, request.tag("description", request.origin))


def void(service: Service) -> App:
    """Make the endpoint that describes the dataset in VoID.

    Source: https://www.w3.org/TR/void/#well-known
    """

    async def answer(request: HttpRequest) -> None:
        await request.read({"job": "void", "format": None}, request.tag("void", request.origin))

    return endpoint(service, ("GET", "HEAD"), answer)


def _longest(request: HttpRequest) -> int:
    """Give how much of a body is read into memory: less from clients that may not write."""
    if request.call().media_type == UPDATE:
        request.check_right()
    return _TEXT_OF_WRITERS if request.may_write() else _TEXT


def _is_browser(request: HttpRequest) -> bool:
    accept = request.headers.get("accept", "")
    return "text/html" in accept and best_type(accept, (*TRIPLES, "text/html")) == "text/html"


def _tag_of_query(request: HttpRequest, job: dict[str, Any]) -> str | None:
    if request.method != "GET" or changes_with_time(job["query"]):
        return None
    return request.tag(request.scope["query_string"].decode("latin-1"))


def _no_method(method: str, allow: str) -> BadRequest:
    return BadRequest(
        status=405,
        problem=Text(f"{method[:20]} is not possible here", f"此处不能使用 {method[:20]}"),
        remedy=Text(f"use {allow}", f"请使用 {allow}"),
    )
