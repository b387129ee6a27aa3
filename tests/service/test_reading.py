"""Long answers of the service: they stream, they stay out of memory, and one that is cut says so."""

import gzip
import http.client
import json
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import pytest
from support.many_clients import ask, change, opened, send, target
from support.processes import MEBIBYTE, descendants, is_at_work, is_idle, memory, wait_until
from support.served import Served, served

from kg.store import open_store

THINGS = 100
JSON = "application/sparql-results+json"
MILLION = "SELECT ?a ?b ?c { ?a <urn:n> ?x . ?b <urn:n> ?y . ?c <urn:n> ?z }"
"""A million rows, some 130 MB of JSON."""
ROWS_WITHOUT_END = "SELECT * { " + " ".join(f"?s{i} <urn:n> ?o{i} ." for i in range(8)) + " }"
HELD = 30 * MEBIBYTE
"""What the service may hold more than before while it gives a long answer: far less than the answer has."""
PART, PART_ROWS = f"{MILLION} LIMIT 300000", 300_000
"""Some 40 MB of it."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reading") / "store"
    with open_store(folder, create=True) as empty:
        empty.update("INSERT DATA { " + " ".join(f"<urn:{n}> <urn:n> {n} ." for n in range(THINGS)) + " }")
    return folder


@pytest.fixture(scope="module")
def service(store: Path) -> Iterator[Served]:
    # A long query lets all others go first: beside a busy machine it takes forty times as long.
    with served(store, "--time", "300", has_all_workers=True) as running:
        # The first long answer starts a worker or two, which then stay.
        ask(running.url, f"{MILLION} LIMIT 100000")
        yield running


@pytest.fixture(scope="module")
def hurried(store: Path) -> Iterator[Served]:
    # Long enough for the first rows to come on a machine that others keep busy.
    with served(store, "--time", "4", has_all_workers=True) as running:
        yield running


class Peak:
    """The most that a service held while a block ran."""

    def __init__(self, pid: int) -> None:
        self.before = self.most = self._held(pid)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, args=(pid,), daemon=True)

    @property
    def grown(self) -> int:
        return self.most - self.before

    def _held(self, pid: int) -> int:
        return memory([pid, *descendants(pid)])

    def _watch(self, pid: int) -> None:
        while not self._stop.wait(0.1):
            self.most = max(self.most, self._held(pid))

    @classmethod
    @contextmanager
    def of(cls, service: Served) -> Iterator["Peak"]:
        peak = cls(service.process.pid)
        peak._thread.start()
        yield peak
        peak._stop.set()
        peak._thread.join()


@contextmanager
def reading(service: Served, query: str, **headers: str) -> Iterator[http.client.HTTPResponse]:
    with opened(service.url) as connection:
        connection.request("GET", target(query), headers={"Accept": JSON, **headers})
        yield connection.getresponse()


def rows_in(pieces: Iterator[bytes]) -> int:
    """Count rows of JSON results without holding them."""
    count, rest = 0, b""
    for piece in pieces:
        seen = rest + piece
        count += seen.count(b'{"a":')
        rest = seen[-4:]
    return count


def pieces_of(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := answer.read(1 << 18):
        yield piece


@pytest.mark.slow
def test_hundreds_of_thousands_of_rows_come_without_sitting_in_memory(service: Served) -> None:
    with Peak.of(service) as peak, reading(service, PART) as answer:
        assert rows_in(pieces_of(answer)) == PART_ROWS

    assert peak.grown < HELD


@pytest.mark.slow
def test_a_long_answer_comes_compressed_without_sitting_in_memory(service: Served) -> None:
    unpacker = zlib.decompressobj(31)
    with Peak.of(service) as peak, reading(service, PART, **{"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert rows_in(map(unpacker.decompress, pieces_of(answer))) == PART_ROWS
        assert unpacker.eof

    assert peak.grown < HELD


@pytest.mark.slow
def test_somebody_who_reads_slowly_holds_no_memory_and_misses_nothing(service: Served) -> None:
    with Peak.of(service) as peak, reading(service, PART) as answer:
        first = answer.read(1 << 16)
        time.sleep(3)
        assert rows_in(chain([first], pieces_of(answer))) == PART_ROWS

    assert peak.grown < HELD


def test_the_first_rows_come_while_the_query_still_runs(service: Served) -> None:
    with reading(service, ROWS_WITHOUT_END) as answer:
        begun = time.monotonic()
        assert answer.status == 200
        assert b'"bindings":[{' in answer.read(1 << 16)
        assert time.monotonic() - begun < 30


def test_an_answer_cut_at_the_limit_ends_without_its_last_piece(hurried: Served) -> None:
    with reading(hurried, ROWS_WITHOUT_END) as answer, pytest.raises(http.client.IncompleteRead):
        for _ in pieces_of(answer):
            pass


def test_a_compressed_answer_that_is_cut_is_not_whole_either(hurried: Served) -> None:
    got = bytearray()
    with (
        reading(hurried, ROWS_WITHOUT_END, **{"Accept-Encoding": "gzip"}) as answer,
        pytest.raises(http.client.IncompleteRead) as raised,
    ):
        for piece in pieces_of(answer):
            got += piece

    got += raised.value.partial
    assert got
    with pytest.raises(EOFError):
        gzip.decompress(bytes(got))


def test_an_answer_over_the_size_limit_is_cut_and_says_so(store: Path) -> None:
    with (
        served(store, "--answer", "1", has_all_workers=True) as service,
        reading(service, MILLION) as answer,
        pytest.raises(http.client.IncompleteRead),
    ):
        for _ in pieces_of(answer):
            pass


def test_who_goes_away_in_the_middle_of_an_answer_leaves_no_work_behind(service: Served) -> None:
    with reading(service, ROWS_WITHOUT_END) as answer:
        assert answer.read(1 << 16)
        assert wait_until(lambda: is_at_work(service.process.pid), seconds=10)

    assert wait_until(lambda: is_idle(service.process.pid), seconds=15)


def test_who_goes_away_before_an_answer_leaves_no_work_behind(service: Served) -> None:
    with opened(service.url) as connection:
        connection.request("GET", target(ROWS_WITHOUT_END.replace("*", "(COUNT(*) AS ?n)")))
        assert wait_until(lambda: is_at_work(service.process.pid), seconds=10)

    assert wait_until(lambda: is_idle(service.process.pid), seconds=15)


def test_of_an_answer_without_end_a_head_is_sent_at_once(service: Served) -> None:
    told = send(service.url, "HEAD", target(ROWS_WITHOUT_END), headers={"Accept": JSON})

    assert (told.status, told.body) == (200, "")
    assert wait_until(lambda: is_idle(service.process.pid), seconds=15)


def test_an_etag_tells_snapshot_query_and_format(service: Served) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    first = ask(service.url, query)
    again = ask(service.url, query)
    as_json = ask(service.url, query, JSON)
    other = ask(service.url, query + " ")
    assert change(service.url, "CREATE GRAPH <urn:new>", service.token).status == 204
    later = ask(service.url, query)

    tags = [told.headers["etag"] for told in (first, as_json, other, later)]
    assert first.headers["etag"] == again.headers["etag"]
    assert len(set(tags)) == 4


def test_an_answer_that_changes_with_time_has_no_etag(service: Served) -> None:
    assert "etag" not in ask(service.url, "SELECT (NOW() AS ?now) {}").headers
    assert "etag" not in ask(service.url, "SELECT (RAND() AS ?any) {}").headers


def test_the_client_that_has_the_answer_is_told_so_without_a_worker(service: Served) -> None:
    query = "SELECT ?s { ?s <urn:n> 7 }"
    tag = ask(service.url, query).headers["etag"]

    known = send(service.url, "GET", target(query), headers={"Accept": "text/csv", "If-None-Match": tag})
    unknown = send(service.url, "GET", target(query), headers={"Accept": "text/csv", "If-None-Match": '"x"'})

    assert (known.status, known.body, known.headers["etag"]) == (304, "", tag)
    assert (unknown.status, unknown.body) == (200, "s\r\nurn:7\r\n")


def test_json_that_was_streamed_is_json(service: Served) -> None:
    told = ask(service.url, MILLION + " LIMIT 20000", JSON)

    assert len(json.loads(told.body)["results"]["bindings"]) == 20_000
