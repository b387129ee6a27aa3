"""One request to an endpoint: what it asks, whether it may write, and the ways to answer it.

The only module that decides who may write.
"""

import hmac
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kg.errors import BadRequest, KgError, NotAllowed
from kg.language import Text
from kg.service.newest_snapshot import Newest
from kg.service.respond import KNOWN_LONG, Headers, Receive, Scope, Send, relay, send_whole
from kg.service.sparql_protocol import Call
from kg.service.workers import Pool

_LANG = re.compile(rb"(?:^|&)lang=(zh|en)(?:&|$)")
_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[(?P<v6>[0-9A-Fa-f:.]{2,45})\])(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Service:
    """What the endpoints share: the workers, the newest snapshot, and who may write."""

    pool: Pool
    newest: Newest
    token: str | None = None
    """A request with this token may write; None where none may."""
    origin: str | None = None
    """The public address of the service; None for the one that a request names."""


@dataclass(slots=True)
class HttpRequest:
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
        """What the address says, else what Accept-Language says."""
        said = _LANG.search(self.scope["query_string"])
        return said[1].decode() if said else self.headers.get("accept-language", "")

    @property
    def origin(self) -> str:
        """The address of the service, without a path.

        Raises:
            BadRequest: The request names a host that cannot be one.
        """
        if self.service.origin is not None:
            return self.service.origin
        host = self.headers.get("host", "localhost")
        if not is_host(host):
            raise BadRequest(
                status=400,
                problem=Text("the Host header names no host", "Host 头不是主机名"),
                remedy=Text("name the host of this service", "请写本服务的主机名"),
            )
        return f"{self.scope['scheme']}://{host}"

    def call(self, body: bytes = b"") -> Call:
        """Give the request as the protocol looks at it."""
        query = self.scope["query_string"].decode("latin-1")
        return Call(self.method, query, self.headers, body)

    def with_context(self, job: dict[str, Any]) -> dict[str, Any]:
        """Add to a job what every job needs of its request."""
        return job | {
            "accept": self.headers.get("accept", ""),
            "base": f"{self.origin}{self.scope['path']}",
            "origin": self.origin,
            "snapshot": self.service.newest.number(),
            "gzip": takes_gzip(self.headers.get("accept-encoding", "")),
        }

    async def answer(
        self, status: int, content_type: str = "", body: bytes = b"", headers: Headers = ()
    ) -> None:
        """Answer what needs no worker."""
        await send_whole(self.send, status, content_type, body, headers, is_head=self.is_head)

    async def read(self, job: dict[str, Any], tag: str | None = None) -> None:
        """Let a worker answer; or answer 304 where the client has the answer that `tag` names."""
        headers: list[tuple[bytes, bytes]] = []
        if tag is not None:
            headers = [(b"etag", tag.encode()), (b"cache-control", b"no-cache")]
            if tag in self.headers.get("if-none-match", ""):
                await self.answer(304, headers=headers)
                return
        known_long = self.scope.get("state", {}).get(KNOWN_LONG)
        is_long = bool(known_long and known_long.pop())
        conversation = await self.service.pool.ask(self.with_context(job), is_long=is_long)
        await relay(conversation, self.receive, self.send, self.language, headers, is_head=self.is_head)

    async def write(self, job: dict[str, Any]) -> None:
        """Let the writer do it, if the request may write."""
        self.check_right()
        conversation = await self.service.pool.write(self.with_context(job))
        # Of the store as it is now, so that the next change can be made on condition that it still is.
        tag = self.tag("written")
        headers = [(b"etag", tag.encode())] if tag is not None else []
        await relay(conversation, self.receive, self.send, self.language, headers)

    def tag(self, *parts: str) -> str | None:
        """Name the answer that these parts and the headers decide over the newest snapshot."""
        return self.service.newest.tag_of(self.headers, *parts)

    def may_write(self) -> bool:
        """Say whether this request may write."""
        try:
            self.check_right()
        except KgError:
            return False
        return True

    def check_right(self) -> None:
        """See that this request may write.

        Raises:
            NotAllowed: Nobody may write here.
            BadRequest: It has not the token; with status 401.
        """
        token = self.service.token
        if token is None:
            raise NotAllowed(
                problem=Text("this service only reads", "本服务只读"),
                remedy=Text("start it with `kg serve --writable`", "请用 `kg serve --writable` 启动"),
            )
        scheme, _, said = self.headers.get("authorization", "").partition(" ")
        # Both sides are compared to the end, so that the time it takes tells nothing about the token.
        is_right = hmac.compare_digest(said.strip().encode(), token.encode())
        if scheme.lower() != "bearer" or not is_right:
            raise BadRequest(
                status=401,
                problem=Text("writing needs the token of this service", "写入需要本服务的令牌"),
                remedy=Text(
                    "send it in the header `Authorization: Bearer …`",
                    "请在请求头 `Authorization: Bearer …` 中发送",
                ),
            )


@lru_cache(maxsize=256)
def is_host(text: str) -> bool:
    """Say whether a Host header names a host that an address can be made of."""
    found = _HOST.fullmatch(text)
    if found is None:
        return False
    try:
        ipaddress.IPv6Address(found["v6"] or "::1")
    except ValueError:
        return False
    return True


def headers_of(scope: Scope) -> dict[str, str]:
    """Give the headers of a request by their names in small letters; of several of a name, all of them."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1")
        text = value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def takes_gzip(accept_encoding: str) -> bool:
    """Say whether an Accept-Encoding header takes gzip."""
    return "gzip" in accept_encoding and re.search(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)", accept_encoding) is None
