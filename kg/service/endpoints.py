"""The endpoints as raw ASGI: nothing stands between the socket and the worker that need not."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from kg.errors import BadRequest, KgError
from kg.language import Text
from kg.rdf.formats import TRIPLES
from kg.service.bodies import whole
from kg.service.guard import changes_with_time
from kg.service.negotiation import best_type
from kg.service.protocol import UPDATE, operation, parameters
from kg.service.requests import Service, Visit
from kg.service.respond import Gone, Headers, Receive, Scope, Send, send_error

App = Callable[[Scope, Receive, Send], Awaitable[None]]

_TEXT, _TEXT_OF_WRITERS = 4 << 20, 128 << 20
"""Bytes of the longest query or update; graphs go to /store, which keeps them on disk meanwhile."""
_DRAINED, _DRAIN_S = 64 << 20, 10.0
_PREFLIGHT: Headers = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, DELETE, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match",
    ),
    (b"access-control-max-age", b"86400"),
)


def endpoint(service: Service, methods: tuple[str, ...], answer: Callable[[Visit], Awaitable[None]]) -> App:
    """Make an ASGI application of a function that answers visits by these methods."""
    allow = ", ".join([*methods, "OPTIONS"])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(receive)
        visit = Visit(scope, body, send, service)
        try:
            if scope["method"] == "OPTIONS":
                await visit.answer(204, headers=[*_PREFLIGHT, (b"allow", allow.encode())])
            elif scope["method"] not in methods:
                raise _no_method(scope["method"], allow)
            else:
                await answer(visit)
        except KgError as error:
            await body.drain(visit.headers)
            more = [(b"allow", allow.encode())] if error.values.get("status") == 405 else []
            await send_error(send, error, visit.language, more, is_head=visit.is_head)
        except Gone:
            pass

    return app


class _Body:
    """What a request sends, and whether all of it was taken."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._is_whole = False

    async def __call__(self) -> MutableMapping[str, Any]:
        message = await self._receive()
        self._is_whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def drain(self, headers: Mapping[str, str]) -> None:
        """Take what is still on its way: a client that first sends all of it then hears why it was refused.

        One that asks beforehand is told at once.
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

    async def answer(visit: Visit) -> None:
        if visit.method == "GET" and page is not None and _is_browser(visit):
            await page(visit.scope, visit.receive, visit.send)
            return
        body = await whole(visit.receive, visit.headers, _longest(visit)) if visit.method == "POST" else b""
        job = operation(visit.call(body))
        if job is None:
            await describe(visit)
        elif job["job"] == "update":
            await visit.write(job)
        else:
            await visit.read(job, _tag_of_query(visit, job))

    return endpoint(service, ("GET", "HEAD", "POST"), answer)


def update(service: Service) -> App:
    """Make the endpoint for updates."""

    async def answer(visit: Visit) -> None:
        visit.check_right()
        job = operation(visit.call(await whole(visit.receive, visit.headers, _longest(visit))))
        if job is None or job["job"] != "update":
            raise BadRequest(
                status=400,
                problem=Text(
                    "this endpoint takes updates, and this is a query", "此端点只接受更新，而这是查询"
                ),
                remedy=Text("send it to /sparql", "请发送到 /sparql"),
            )
        await visit.write(job)

    return endpoint(service, ("POST",), answer)


async def describe(visit: Visit) -> None:
    """Answer with the service description.

    Source: https://www.w3.org/TR/sparql11-service-description/#accessing
    """
    fields = dict(parameters(visit.call()))
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
    await visit.read(job, visit.tag("description", visit.origin))


def void(service: Service) -> App:
    """Make the endpoint that tells what the dataset holds, in VoID.

    Source: https://www.w3.org/TR/void/#well-known
    """

    async def answer(visit: Visit) -> None:
        await visit.read({"job": "void", "format": None}, visit.tag("void", visit.origin))

    return endpoint(service, ("GET", "HEAD"), answer)


def _longest(visit: Visit) -> int:
    """Give how much of a body is read into memory: not much for who may not write."""
    if visit.call().media_type == UPDATE:
        visit.check_right()
    return _TEXT_OF_WRITERS if visit.may_write() else _TEXT


def _is_browser(visit: Visit) -> bool:
    accept = visit.headers.get("accept", "")
    return "text/html" in accept and best_type(accept, (*TRIPLES, "text/html")) == "text/html"


def _tag_of_query(visit: Visit, job: dict[str, Any]) -> str | None:
    if visit.method != "GET" or changes_with_time(job["query"]):
        return None
    return visit.tag(visit.scope["query_string"].decode("latin-1"))


def _no_method(method: str, allow: str) -> BadRequest:
    return BadRequest(
        status=405,
        problem=Text(f"{method[:20]} is not possible here", f"此处不能使用 {method[:20]}"),
        remedy=Text(f"use {allow}", f"请使用 {allow}"),
    )
