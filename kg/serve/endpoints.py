"""The endpoints as raw ASGI: nothing stands between the socket and the worker that need not."""

import hmac
import re
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.errors import BadRequest, KgError, NotAllowed
from kg.negotiation import best_type
from kg.serve.bodies import Gone, whole
from kg.serve.formats import TRIPLES
from kg.serve.guard import changes_with_time
from kg.serve.newest import Newest
from kg.serve.protocol import Call, operation, parameters
from kg.serve.respond import Headers, Receive, Scope, Send, relay, send_error, send_whole
from kg.workers import Pool

App = Callable[[Scope, Receive, Send], Awaitable[None]]

_TEXT = 128 << 20
"""Bytes of the longest query or update; graphs go to /store, which keeps them on disk meanwhile."""
_HOST = re.compile(r"[A-Za-z0-9.:_\-\[\]]{1,260}\Z")
_PREFLIGHT: Headers = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, DELETE, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match",
    ),
    (b"access-control-max-age", b"86400"),
)


@dataclass(frozen=True, slots=True)
class Service:
    """What the endpoints share: the workers, the newest snapshot, and who may write."""

    pool: Pool
    newest: Newest
    token: str | None = None
    """Whoever says this may write; None where nobody may."""
    origin: str | None = None
    """The address under which the world knows the service; None for the one that a request names."""


@dataclass(slots=True)
class Visit:
    """One request, and how to answer it."""

    scope: Scope
    receive: Receive
    send: Send
    service: Service
    headers: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.headers = headers_of(self.scope)

    @property
    def method(self) -> str:
        """GET for HEAD too: it is answered alike, but for the body."""
        method: str = self.scope["method"]
        return "GET" if method == "HEAD" else method

    @property
    def is_head(self) -> bool:
        """Whether only the head of an answer is wanted."""
        return bool(self.scope["method"] == "HEAD")

    @property
    def language(self) -> str:
        """What Accept-Language says."""
        return self.headers.get("accept-language", "")

    @property
    def origin(self) -> str:
        """The address of the service, without a path.

        Raises:
            BadRequest: The request names a host that cannot be one.
        """
        if self.service.origin is not None:
            return self.service.origin
        host = self.headers.get("host", "localhost")
        if not _HOST.match(host):
            raise BadRequest.because(
                400,
                ("the Host header names no host", "Host 头不是主机名"),
                ("name the host of this service", "请写本服务的主机名"),
            )
        return f"{self.scope['scheme']}://{host}"

    def call(self, body: bytes = b"") -> Call:
        """Give the request as the protocol looks at it."""
        query = self.scope["query_string"].decode("latin-1")
        return Call(self.method, query, self.headers, body)

    def asks(self, job: dict[str, Any]) -> dict[str, Any]:
        """Add to a job what every job is told."""
        return job | {
            "accept": self.headers.get("accept", ""),
            "base": f"{self.origin}{self.scope['path']}",
            "origin": self.origin,
            "snapshot": self.service.newest.number(),
            "gzip": _takes_gzip(self.headers.get("accept-encoding", "")),
        }

    async def answer(
        self, status: int, content_type: str = "", body: bytes = b"", headers: Headers = ()
    ) -> None:
        """Answer what needs no worker."""
        await send_whole(self.send, status, content_type, body, headers, is_head=self.is_head)

    async def read(self, job: dict[str, Any], tag: str | None = None) -> None:
        """Let a worker answer; or say that the client has the answer already, where `tag` names it."""
        headers: list[tuple[bytes, bytes]] = []
        if tag is not None:
            headers = [(b"etag", tag.encode()), (b"cache-control", b"no-cache")]
            if tag in self.headers.get("if-none-match", ""):
                await self.answer(304, headers=headers)
                return
        conversation = await self.service.pool.ask(self.asks(job))
        await relay(conversation, self.receive, self.send, self.language, headers, is_head=self.is_head)

    async def write(self, job: dict[str, Any]) -> None:
        """Let the writer do it, if whoever asks may write."""
        self.check_right()
        conversation = await self.service.pool.write(self.asks(job))
        await relay(conversation, self.receive, self.send, self.language)

    def tag(self, *parts: str) -> str | None:
        """Name the answer that these parts and the headers decide over the newest snapshot."""
        newest = self.service.newest.tag()
        if newest is None:
            return None
        told = "\n".join([*parts, *(self.headers.get(name, "") for name in _DECIDES)])
        return f'W/"{newest}-{zlib.crc32(told.encode()):x}"'

    def check_right(self) -> None:
        """See that this request may write.

        Raises:
            NotAllowed: Nobody may write here.
            BadRequest: It does not say the token; with status 401.
        """
        token = self.service.token
        if token is None:
            raise NotAllowed(
                problem={"en": "this service only reads", "zh": "本服务只读"},
                remedy={"en": "start it with `kg serve --writable`", "zh": "请用 `kg serve --writable` 启动"},
            )
        scheme, _, said = self.headers.get("authorization", "").partition(" ")
        # Both sides are compared to the end, so that the time it takes tells nothing about the token.
        is_right = hmac.compare_digest(said.strip().encode(), token.encode())
        if scheme.lower() != "bearer" or not is_right:
            raise BadRequest(
                status=401,
                problem={"en": "writing needs the token of this service", "zh": "写入需要本服务的令牌"},
                remedy={
                    "en": "send it in the header `Authorization: Bearer …`",
                    "zh": "请在请求头 `Authorization: Bearer …` 中发送",
                },
            )


_DECIDES = ("accept", "accept-encoding", "accept-language")


def endpoint(service: Service, methods: tuple[str, ...], answer: Callable[[Visit], Awaitable[None]]) -> App:
    """Make an ASGI application of a function that answers visits by these methods."""
    allow = ", ".join([*methods, "OPTIONS"])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        visit = Visit(scope, receive, send, service)
        try:
            if scope["method"] == "OPTIONS":
                await visit.answer(204, headers=[*_PREFLIGHT, (b"allow", allow.encode())])
            elif scope["method"] not in methods:
                raise _no_method(scope["method"], allow)
            else:
                await answer(visit)
        except KgError as error:
            more = [(b"allow", allow.encode())] if error.values.get("status") == 405 else []
            await send_error(send, error, visit.language, more, is_head=visit.is_head)
        except Gone:
            pass

    return app


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
        body = await whole(visit.receive, visit.headers, _TEXT) if visit.method == "POST" else b""
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
        job = operation(visit.call(await whole(visit.receive, visit.headers, _TEXT)))
        if job is None or job["job"] != "update":
            raise BadRequest(
                status=400,
                problem={
                    "en": "this endpoint takes updates, and this is a query",
                    "zh": "此端点只接受更新，而这是查询",
                },
                remedy={"en": "send it to /sparql", "zh": "请发送到 /sparql"},
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
            problem={
                "en": f"the request has no query, but {', '.join(sorted(unknown))[:200]}",
                "zh": f"请求中没有 query，只有 {'、'.join(sorted(unknown))[:200]}",
            },
            remedy={"en": "send ?query=…", "zh": "请发送 ?query=…"},
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


def headers_of(scope: Scope) -> dict[str, str]:
    """Give the headers of a request by their names in small letters; of several of a name, all of them."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1")
        text = value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _is_browser(visit: Visit) -> bool:
    accept = visit.headers.get("accept", "")
    return "text/html" in accept and best_type(accept, (*TRIPLES, "text/html")) == "text/html"


def _tag_of_query(visit: Visit, job: dict[str, Any]) -> str | None:
    if visit.method != "GET" or changes_with_time(job["query"]):
        return None
    return visit.tag(visit.scope["query_string"].decode("latin-1"))


def _takes_gzip(accept_encoding: str) -> bool:
    return "gzip" in accept_encoding and re.search(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)", accept_encoding) is None


def _no_method(method: str, allow: str) -> BadRequest:
    return BadRequest.because(
        405,
        (f"{method[:20]} is not possible here", f"此处不能使用 {method[:20]}"),
        (f"use {allow}", f"请使用 {allow}"),
    )
