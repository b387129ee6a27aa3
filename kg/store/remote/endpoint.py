"""Talking to an endpoint over HTTP, through SPARQLWrapper: a query, an update, a graph.

Every way in which that can fail is a sentence. Source: https://www.w3.org/TR/sparql11-protocol/
"""

import http.client
import urllib.error
import weakref
from collections.abc import Iterator, Mapping
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import OpenerDirector, Request

from SPARQLWrapper import GET, JSON, POST, POSTDIRECTLY, TURTLE, SPARQLWrapper

from kg.store.remote import complaints
from kg.store.remote.http import opener
from kg.store.remote.login import Addresses, Login

TIMEOUT_S = 60.0
"""How long an endpoint may be silent, while called and while its answer is read, unless told otherwise."""

Parameters = Mapping[str, str | list[str]]

_AGENT = "suanli-kg"
# Above this a query goes into the body: some servers take no longer address.
_LONG_ADDRESS = 1_800
_CHUNK = 1 << 16
# Servlets take a body that does not say so for Latin-1: RDF4J Server kept other letters than were sent.
_CHARSET = "charset=utf-8"


class Answer:
    """What an endpoint answers, read as it comes; one that breaks off is an error, never a shorter answer."""

    def __init__(self, response: HTTPResponse, url: str, timeout_s: float) -> None:
        self._response = response
        self._timeout_s = timeout_s
        self._count = 0
        self.url = url
        self.headers = response.headers
        # Who looks at the first row and no further leaves the rest unread.
        weakref.finalize(self, response.close)

    @property
    def content_type(self) -> str:
        """What it says that it is; "" where it does not say."""
        return self.headers.get("Content-Type") or ""

    def read(self, size: int = -1) -> bytes:
        """Give up to `size` bytes; none at the end.

        Raises:
            StoreError: Nothing came for too long, or the connection was cut.
        """
        try:
            found = self._response.read(min(size, _CHUNK) if size >= 0 else None)
        except TimeoutError as error:
            self.close()
            raise complaints.silent(self.url, self._timeout_s) from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            self.close()
            raise complaints.answer_cut(self.url, self._count) from error
        self._count += len(found)
        if not found and size and self._response.length:
            raise complaints.answer_cut(self.url, self._count)
        return found

    def close(self) -> None:
        """Hang up, whether or not all was read."""
        self._response.close()


class _Client(SPARQLWrapper):
    """SPARQLWrapper that is told what it sends, and opens it with our opener and no other of the process."""

    def __init__(self, url: str, opened: OpenerDirector, sparql: str, form: str) -> None:
        is_graph = form in ("CONSTRUCT", "DESCRIBE")
        super().__init__(url, url, returnFormat=TURTLE if is_graph else JSON, agent=_AGENT)
        self.opened = opened
        # `setQuery` would guess the form, and takes a word in a comment for it.
        self.queryString, self.queryType = sparql, form
        self.setOnlyConneg(True)

    def _query(self) -> tuple[HTTPResponse, str]:
        response: HTTPResponse = self.opened.open(self._createRequest(), timeout=self.timeout)
        return response, self.returnFormat


class Endpoint:
    """The three addresses of an endpoint, and who asks there."""

    def __init__(
        self, addresses: Addresses, login: Login, timeout_s: float = TIMEOUT_S, language: str = "en"
    ) -> None:
        self.addresses = addresses
        self.timeout_s = timeout_s
        self.language = language
        self._login = login
        self._opener = _opener(addresses, login)

    def __repr__(self) -> str:
        return f"<Endpoint {self.addresses.query}>"

    @property
    def user(self) -> str:
        """Who asks, if by name."""
        return self._login.user

    def at(self, addresses: Addresses) -> "Endpoint":
        """Give the same for other addresses of the same engine."""
        return Endpoint(addresses, self._login, self.timeout_s, self.language)

    def query(self, sparql: str, form: str, accept: str, parameters: Parameters) -> Answer:
        """Send a query.

        Args:
            sparql: The query.
            form: SELECT, ASK, CONSTRUCT or DESCRIBE.
            accept: The media types that can be read.
            parameters: What goes with it, such as `default-graph-uri`.
        """
        url = self.addresses.query
        client = _Client(url, self._opener, sparql, form)
        client.addCustomHttpHeader("Accept", accept)
        _add(client, parameters)
        is_short = len(url) + len(urlencode({"query": sparql, **parameters}, doseq=True)) < _LONG_ADDRESS
        client.setMethod(GET if is_short else POST)
        if not is_short:
            client.addCustomHttpHeader("Content-Type", f"application/x-www-form-urlencoded; {_CHARSET}")
        return self._ask(client, url)

    def update(self, sparql: str, parameters: Parameters) -> None:
        """Send an update.

        Args:
            sparql: The update.
            parameters: What goes with it.
        """
        url = self.addresses.update
        if url is None:
            raise complaints.no_address(self.addresses.query, "updates", "更新", "--update-url")
        client = _Client(url, self._opener, sparql, "INSERT")
        client.addCustomHttpHeader("Accept", "*/*")
        client.addCustomHttpHeader("Content-Type", f"application/sparql-update; {_CHARSET}")
        client.setMethod(POST)
        client.setRequestMethod(POSTDIRECTLY)
        _add(client, parameters)
        answer = self._ask(client, url)
        while answer.read(_CHUNK):
            pass

    def put(self, path: Path, graph: str | None, *, replace: bool) -> None:
        """Send a file of N-Triples into a graph of the graph store, straight from the disk.

        Args:
            path: The file.
            graph: The graph's IRI; None is the default graph.
            replace: Put it in the place of what is there, and not beside it.
        """
        base = self.addresses.graph_store
        if base is None:
            raise complaints.no_address(self.addresses.query, "graphs", "图存储", "--graph-store-url")
        url = f"{base}{'&' if '?' in base else '?'}{urlencode({'graph': graph}) if graph else 'default'}"
        request = Request(url, data=_Body(path), method="PUT" if replace else "POST")
        request.add_header("Content-Type", "application/n-triples")
        request.add_header("Content-Length", str(path.stat().st_size))
        self._open(request, base).read()

    def get(self, url: str, accept: str) -> Answer:
        """Get what is at an address of the endpoint."""
        return self._open(Request(url, headers={"Accept": accept}), url)

    def _open(self, request: Request, url: str) -> Answer:
        request.add_header("User-Agent", _AGENT)
        request.add_header("Accept-Language", self.language)
        try:
            return Answer(self._opener.open(request, timeout=self.timeout_s), url, self.timeout_s)
        except (urllib.error.HTTPError, OSError, http.client.HTTPException) as error:
            raise self._explained(error, url) from error

    def _ask(self, client: _Client, url: str) -> Answer:
        client.addCustomHttpHeader("Accept-Language", self.language)
        client.timeout = self.timeout_s  # type: ignore[assignment]  # `setTimeout` cuts fractions off
        try:
            return Answer(client.query().response, url, self.timeout_s)
        except (urllib.error.HTTPError, OSError, http.client.HTTPException) as error:
            raise self._explained(error, url) from error

    def _explained(self, error: Exception, url: str) -> Exception:
        if isinstance(error, urllib.error.HTTPError):
            return complaints.refused(url, error)
        return complaints.unreachable(url, error, self.timeout_s)


class _Body:
    """A file to send, read again from its start where an endpoint asks for a login first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _opener(addresses: Addresses, login: Login) -> OpenerDirector:
    named = (addresses.query, addresses.update, addresses.graph_store)
    return opener(login, [url for url in named if url])


def _add(client: SPARQLWrapper, parameters: Parameters) -> None:
    for name, value in parameters.items():
        for one in [value] if isinstance(value, str) else value:
            client.addParameter(name, one)
