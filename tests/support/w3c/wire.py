"""HTTP as it goes over the wire: one connection for one request, nothing added that was not asked for."""

import http.client
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

TIMEOUT_S = 30
PAUSE_S = 0.005
"""Between the pieces of a request: long enough for each to be looked at by itself."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: nothing but these headers is sent, besides Host and Content-Length."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    def __str__(self) -> str:
        told = {
            name: "…" if name.lower() == "authorization" else value for name, value in self.headers.items()
        }
        return f"{self.method} {self.target}\n{told}\n{shown(self.body or b'')}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and for which request."""

    request: Request
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The Content-Type in lower case, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def __str__(self) -> str:
        return f"{self.request}\n→ {self.status} {dict(self.headers)}\n{shown(self.body)}"


@dataclass(frozen=True, slots=True)
class Service:
    """Where a running service takes queries, updates and graphs."""

    url: str
    query: str = "/sparql"
    update: str = "/update"
    store: str = "/store"
    token: str | None = None
    in_pieces: bool = False
    """Whether requests come a piece at a time, as they do from many clients, or at once."""

    @property
    def authority(self) -> str:
        return self.url.removeprefix("http://")

    def send(
        self, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Send one request on a connection of its own, with the token where there is one."""
        told = dict(headers or {})
        if self.token is not None:
            told["Authorization"] = f"Bearer {self.token}"
        request = Request(method, target, told, body)
        return exchange(self.authority, request, in_pieces=self.in_pieces)

    def ask_by_get(self, query: str, accept: str) -> Answer:
        return self.send("GET", f"{self.query}?{urlencode({'query': query})}", {"Accept": accept})

    def ask_by_form(self, query: str, accept: str) -> Answer:
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", self.query, headers, urlencode({"query": query}).encode())

    def ask_directly(self, query: str | bytes, accept: str) -> Answer:
        headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
        return self.send("POST", self.query, headers, query.encode() if isinstance(query, str) else query)

    def change(self, update: str | bytes) -> Answer:
        """Send an update as the body of a POST."""
        body = update.encode() if isinstance(update, str) else update
        return self.send("POST", self.update, {"Content-Type": "application/sparql-update"}, body)


def exchange(authority: str, request: Request, *, in_pieces: bool) -> Answer:
    """Open a connection, send one request, read every byte that comes, close."""
    host, port = authority.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=TIMEOUT_S) as connection:
        for piece in pieces(authority, request) if in_pieces else [b"".join(pieces(authority, request))]:
            connection.sendall(piece)
            if in_pieces:
                time.sleep(PAUSE_S)
        with http.client.HTTPResponse(connection, method=request.method) as response:
            response.begin()
            headers = {name.lower(): value for name, value in response.getheaders()}
            body = response.read() if request.method != "HEAD" else rest(response)
            return Answer(request, response.status, headers, body)


def pieces(authority: str, request: Request) -> list[bytes]:
    """The bytes of a request: the first line, the other lines of the head, the body."""
    told = {"Host": authority, **request.headers}
    if request.body is not None:
        told["Content-Length"] = str(len(request.body))
    if request.method == "HEAD":
        told["Connection"] = "close"
    first = f"{request.method} {request.target} HTTP/1.1\r\n".encode()
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return [first, f"{lines}\r\n".encode(), request.body or b""]


def rest(response: http.client.HTTPResponse) -> bytes:
    """What follows the head of an answer to HEAD: nothing, it should be, and so a library would not look."""
    assert response.fp is not None
    return response.fp.read()


def shown(body: bytes) -> str:
    """The first two thousand characters of a body, whatever its encoding."""
    return body[:2000].decode("utf-8", "backslashreplace")
