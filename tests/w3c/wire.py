"""HTTP as it goes over the wire: one connection for one request, nothing added that was not asked for."""

import http.client
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

TIMEOUT_S = 30


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
        return head(self.authority, request) if method == "HEAD" else exchange(self.authority, request)

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


def exchange(authority: str, request: Request) -> Answer:
    """Open a connection, send one request, read the whole answer, close."""
    connection = http.client.HTTPConnection(authority, timeout=TIMEOUT_S)
    try:
        connection.putrequest(request.method, request.target, skip_accept_encoding=True)
        for name, value in request.headers.items():
            connection.putheader(name, value)
        if request.body is not None:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(request, response.status, headers, response.read())
    finally:
        connection.close()


def head(authority: str, request: Request) -> Answer:
    """Send a HEAD and keep every byte after the headers, which a library would never read."""
    lines = [f"{request.method} {request.target} HTTP/1.1", f"Host: {authority}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    host, port = authority.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=TIMEOUT_S) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        with connection.makefile("rb") as stream:
            status = int(stream.readline().split()[1])
            headers = {name.lower(): value for name, value in http.client.parse_headers(stream).items()}
            return Answer(request, status, headers, stream.read())


def shown(body: bytes) -> str:
    """The first two thousand characters of a body, whatever its encoding."""
    return body[:2000].decode("utf-8", "backslashreplace")
