"""Many clients at once, each with a connection of its own, and how long each waited."""

import http.client
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlsplit

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that came whole."""

    status: int
    body: str
    headers: Mapping[str, str]
    """By their names in small letters."""
    seconds: float
    """From before the connection was opened until the last byte was read."""


def send(
    url: str,
    method: str,
    target: str,
    body: str | bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    timeout_s: float = 60,
) -> Told:
    """Send one request over a connection of its own."""
    begun = time.monotonic()
    with opened(url, timeout_s) as connection:
        sent = body.encode() if isinstance(body, str) else body
        connection.request(method, target, sent, dict(headers or {}))
        answer = connection.getresponse()
        text = answer.read().decode()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Told(answer.status, text, told, time.monotonic() - begun)


def ask(url: str, query: str, accept: str = "text/csv", *, timeout_s: float = 60) -> Told:
    """Send a query by GET."""
    return send(url, "GET", target(query), headers={"Accept": accept}, timeout_s=timeout_s)


def change(url: str, update: str, token: str | None, *, timeout_s: float = 60) -> Told:
    """Send an update, with a token unless it is None."""
    headers = {"Content-Type": "application/sparql-update"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return send(url, "POST", "/update", update, headers, timeout_s=timeout_s)


def target(query: str) -> str:
    """What is asked for by a GET of a query."""
    return f"/sparql?query={quote(query)}"


@contextmanager
def opened(url: str, timeout_s: float = 60) -> Iterator[http.client.HTTPConnection]:
    """A connection, which the first request opens; closed when the block ends, however it ends."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=timeout_s)
    try:
        yield connection
    finally:
        connection.close()


def at_once(calls: Sequence[Callable[[], Given]]) -> list[Given]:
    """What each of these gives, all of them called at the same time."""
    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]
