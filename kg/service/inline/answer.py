"""Answering a short query at once, from the bytes of a request to the bytes of its response.

Only the plainest requests are answered here: a complete GET or POST of a query, with ordinary headers. For
everything else, and for every error, the answer is None, and the service handles the request in full, errors
included. Both use the same functions to read a query and to write its results.
"""

import gzip
import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from time import gmtime, strftime, time
from typing import Any
from urllib.parse import unquote_plus

from kg.errors import KgError
from kg.service.inline.process import Answer
from kg.service.newest_snapshot import Newest
from kg.service.query_guard import changes_with_time, check, is_plain
from kg.service.query_jobs import answer as find
from kg.service.requests import is_host, takes_gzip
from kg.service.respond import COMMON, SERVER
from kg.service.sparql_protocol import Call, operation
from kg.service.worker_state import WorkerState, prepare
from kg.service.workers.reply import Reply

_PATH = "/sparql"
_LONGEST = 256 * 1024
_SMALL = 1400
_REQUEST = re.compile(rb"(GET|POST) " + re.escape(_PATH.encode()) + rb"(?:\?([!-~]*))? HTTP/1\.1\r\n")
_HEADER = re.compile(rb"([A-Za-z0-9-]+):[ \t]*([ -~]*?)[ \t]*\r\n")
_LENGTH = re.compile(r"[0-9]{1,9}")
# Headers that change what is answered, or how; the service handles them.
_UNUSUAL = {
    "transfer-encoding",
    "content-encoding",
    "expect",
    "upgrade",
    "range",
    "if-match",
    "te",
    "trailer",
}
_ONCE = {"host", "content-length", "content-type"}
# By far the most requests have a query and nothing else; one with NUL is left to the service.
_QUERY_ALONE = re.compile(r"query=([^&]*)\Z")
_NOTHING_ELSE: dict[str, Any] = {"default_graphs": [], "named_graphs": [], "format": None}
_COMMON = b"".join(name + b": " + value + b"\r\n" for name, value in ((b"server", SERVER.encode()), *COMMON))


def answerer(settings: dict[str, Any]) -> Answer:
    """Give the function that answers; settings as for `kg.service.worker_state.prepare`."""
    state = prepare(settings)
    newest = Newest(Path(settings["store"]))
    origin: str | None = settings["origin"]

    def answer(request: bytes) -> bytes | None:
        try:
            asked = _asked(request)
            return None if asked is None else _answer(state, newest, origin, *asked)
        except KgError:
            return None
        except Exception as error:
            # A worker meets the same fault, and answers it; here it must not end the process.
            sys.excepthook(type(error), error, error.__traceback__)
            return None

    return answer


def _answer(state: WorkerState, newest: Newest, origin: str | None, call: Call, host: str) -> bytes | None:
    job = _job(call)
    if job is None:
        return None
    sparql, tag = job["query"], None
    number = newest.number()
    is_certain = is_plain(sparql)
    if call.method == "GET" and (is_certain or not changes_with_time(sparql)):
        tag = newest.tag_as_known(call.headers, call.query_string)
        if tag is not None and tag in call.headers.get("if-none-match", ""):
            return None
    context = {
        "accept": call.headers.get("accept", ""),
        "base": (origin or f"http://{host}") + _PATH,
        "snapshot": number,
    }
    reply = find(state, job | context, sparql if is_certain else check(sparql, state.allowed))
    return _response(reply, call.headers, tag)


def _asked(request: bytes) -> tuple[Call, str] | None:
    """Give the parts of a request, and its host; None if it is not complete, or not of the plainest."""
    line = _REQUEST.match(request)
    end = request.find(b"\r\n\r\n")
    if line is None or end < 0:
        return None
    headers = _headers(request[line.end() : end + 2])
    if headers is None:
        return None
    body = request[end + 4 :]
    if len(body) != int(headers.get("content-length", "0")):
        return None
    call = Call(line[1].decode(), (line[2] or b"").decode(), headers, body)
    return call, headers["host"]


@lru_cache(maxsize=512)
def _headers(block: bytes) -> Mapping[str, str] | None:
    """Give the headers by their names in small letters; None if any of them is not ordinary."""
    found: dict[str, str] = {}
    at = 0
    while at < len(block):
        header = _HEADER.match(block, at)
        if header is None:
            return None
        at = header.end()
        name, value = header[1].decode().lower(), header[2].decode()
        if name in _UNUSUAL or (name in _ONCE and name in found):
            return None
        found[name] = f"{found[name]}, {value}" if name in found else value
    is_plain = (
        is_host(found.get("host", ""))
        and found.get("connection", "keep-alive").lower() == "keep-alive"
        and _LENGTH.fullmatch(found.get("content-length", "0")) is not None
        and "text/html" not in found.get("accept", "")
    )
    return found if is_plain else None


def _job(call: Call) -> dict[str, Any] | None:
    """Give the query that is asked for; None for everything else."""
    alone = _QUERY_ALONE.match(call.query_string) if call.method == "GET" else None
    if alone is not None and "%00" not in alone[1]:
        try:
            return {**_NOTHING_ELSE, "query": unquote_plus(alone[1], errors="strict")}
        except UnicodeDecodeError:
            return None
    job = operation(call)
    return job if job is not None and job["job"] == "query" else None


def _response(reply: Reply, headers: Mapping[str, str], tag: str | None) -> bytes | None:
    body = _body(reply)
    if len(body) > _LONGEST:
        return None
    lines = [f"content-type: {reply.content_type}"]
    if tag is not None:
        lines += [f"etag: {tag}", "cache-control: no-cache"]
    lines += [f"{name.lower()}: {value}" for name, value in reply.headers]
    if len(body) > _SMALL and takes_gzip(headers.get("accept-encoding", "")):
        body = gzip.compress(body, 5)
        lines.append("content-encoding: gzip")
    lines.append(f"content-length: {len(body)}\r\n\r\n")
    return b"".join([_status_and_date(int(time())), _COMMON, "\r\n".join(lines).encode("latin-1"), body])


def _body(reply: Reply) -> bytes:
    if isinstance(reply.body, bytes):
        return reply.body
    # It cannot grow without end: a request that takes long is not answered here.
    sink = BytesIO()
    reply.body(sink)
    return sink.getvalue()


@lru_cache(maxsize=1)
def _status_and_date(second: int) -> bytes:
    return strftime("HTTP/1.1 200 OK\r\ndate: %a, %d %b %Y %H:%M:%S GMT\r\n", gmtime(second)).encode()
