"""The end of the service, and of its parts: what runs finishes, nothing is left, one loss is one loss."""

import contextlib
import http.client
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from support.many_clients import Told, ask, at_once, change, opened, target
from support.processes import at_work, descendants, is_at_work, is_running, wait_until
from support.served import Served, served

from kg.store import open_store

THINGS = 230
CROSSED = "?a <urn:n> ?x . ?b <urn:n> ?y . ?c <urn:n> ?z"
A_WHILE = f"SELECT (COUNT(*) AS ?n) {{ {CROSSED} }}"
"""Takes a second or two."""
WITHOUT_END = f"SELECT (COUNT(*) AS ?n) {{ {CROSSED} . ?d <urn:n> ?u . ?e <urn:n> ?v . ?f <urn:n> ?w }}"
SHORT = "SELECT ?s { ?s <urn:n> 7 }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stopping") / "store"
    with open_store(folder, create=True) as empty:
        empty.update("INSERT DATA { " + " ".join(f"<urn:{n}> <urn:n> {n} ." for n in range(THINGS)) + " }")
    return folder


@pytest.fixture
def service(store: Path) -> Iterator[Served]:
    # A long query lets all others go first: beside a busy machine it takes forty times as long.
    with served(store, "--time", "300", has_all_workers=True) as running:
        yield running


@pytest.fixture
def begin() -> Iterator[Callable[[Callable[[], Told]], "Future[Told]"]]:
    """Start a request in the background."""
    with ThreadPoolExecutor() as pool:
        yield pool.submit


Begin = Callable[[Callable[[], Told]], "Future[Told]"]


def begins_work(service: Served) -> bool:
    return wait_until(lambda: is_at_work(service.process.pid), 20)


def is_refused(service: Served) -> bool:
    try:
        ask(service.url, SHORT)
    except OSError:
        return True
    return False


def everybody(service: Served) -> list[int]:
    return [service.process.pid, *descendants(service.process.pid)]


def none_left(pids: list[int], seconds: float = 20) -> bool:
    return wait_until(lambda: not any(map(is_running, pids)), seconds)


def test_what_runs_finishes_and_whoever_comes_later_is_refused(service: Served, begin: Begin) -> None:
    asked = begin(partial(ask, service.url, A_WHILE, timeout_s=300))
    assert begins_work(service)
    everyone = everybody(service)
    assert not asked.done()

    service.process.send_signal(signal.SIGTERM)
    assert wait_until(lambda: is_refused(service), 10)

    told = asked.result()
    assert (told.status, told.body) == (200, f"n\r\n{THINGS**3}\r\n")
    assert service.process.wait(10) == 0
    assert none_left(everyone)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_service_ends_at_once_and_well(service: Served, number: signal.Signals) -> None:
    with opened(service.url) as idle:
        idle.request("GET", target(SHORT))
        idle.getresponse().read()
        everyone = everybody(service)

        service.process.send_signal(number)

        # Far sooner than the idle connection would be given up, or a request be stopped.
        assert service.process.wait(10) == 0
        assert none_left(everyone)


def test_an_answer_on_its_way_comes_whole(service: Served) -> None:
    with opened(service.url, timeout_s=300) as connection:
        query = f"SELECT * {{ {CROSSED} }} LIMIT 300000"
        connection.request("GET", target(query), headers={"Accept": "text/csv"})
        answer = connection.getresponse()
        first = answer.read(1 << 12)

        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)

        assert (first + answer.read()).count(b"\r\n") == 300_001
    assert service.process.wait(20) == 0


def test_a_write_under_way_is_carried_out(store: Path, begin: Begin) -> None:
    with served(store, has_all_workers=True) as service:
        values = " ".join(f"<urn:late> <urn:on> {n} ." for n in range(50_000))
        writing = begin(partial(change, service.url, f"INSERT DATA {{ {values} }}", service.token))
        assert begins_work(service)
        time.sleep(0.3)
        service.process.send_signal(signal.SIGTERM)
        told = writing.result()
        assert service.process.wait(20) == 0

    with open_store(store) as kept:
        assert told.status == 204
        assert len(kept.select("SELECT ?o { <urn:late> <urn:on> ?o }")) == 50_000


def test_a_query_without_end_holds_the_end_up_no_longer_than_its_limit(store: Path, begin: Begin) -> None:
    with served(store, "--time", "2", has_all_workers=True) as service:
        asked = begin(partial(ask, service.url, WITHOUT_END))
        assert begins_work(service)
        everyone = everybody(service)

        service.process.send_signal(signal.SIGTERM)

        assert service.process.wait(20) == 0
        assert asked.result().status == 504
        assert none_left(everyone)


def test_no_folder_is_left_behind(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with served(store, has_all_workers=True) as service:
        change(service.url, "INSERT DATA { <urn:a> <urn:b> 1 }", service.token)
        ask(service.url, SHORT)
        assert list(tmp_path.iterdir())
        service.process.send_signal(signal.SIGTERM)
        service.process.wait(10)

    assert list(tmp_path.iterdir()) == []


def test_the_port_is_free_again(service: Served) -> None:
    parts = urlsplit(service.url)
    kept = socket.create_connection((str(parts.hostname), parts.port or 0))
    service.process.send_signal(signal.SIGTERM)
    service.process.wait(10)
    kept.close()

    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind((str(parts.hostname), parts.port or 0))


def test_when_the_service_is_killed_no_worker_goes_on(service: Served, begin: Begin) -> None:
    asked = begin(partial(ask, service.url, WITHOUT_END))
    assert begins_work(service)
    everyone = everybody(service)

    service.process.kill()

    assert none_left(everyone)
    assert isinstance(asked.exception(), OSError | http.client.HTTPException)


def test_a_service_that_was_killed_starts_again_over_the_same_store(store: Path) -> None:
    with served(store, has_all_workers=True) as service:
        assert change(service.url, "INSERT DATA { <urn:kept> <urn:is> 1 }", service.token).status == 204
        service.process.kill()
        service.process.wait()

    with served(store, has_all_workers=True) as service:
        assert ask(service.url, "SELECT ?o { <urn:kept> <urn:is> ?o }").body == "o\r\n1\r\n"
        assert change(service.url, "DELETE WHERE { <urn:kept> <urn:is> 1 }", service.token).status == 204


def all_are_answered(service: Served) -> bool:
    told = at_once([partial(ask, service.url, SHORT)] * 8)
    return {(one.status, one.body) for one in told} == {(200, "s\r\nurn:7\r\n")}


@pytest.mark.slow
def test_whichever_child_is_killed_the_service_goes_on(service: Served) -> None:
    change(service.url, "INSERT DATA { <urn:a> <urn:b> 1 }", service.token)  # so that there is a writer
    # Those that were started last first: without the process that forks them they would all be gone.
    for child in sorted(descendants(service.process.pid), reverse=True):
        with contextlib.suppress(ProcessLookupError):  # it may have ended because of another
            os.kill(child, signal.SIGKILL)
        time.sleep(0.3)
        assert wait_until(lambda: all_are_answered(service), 10)
        assert change(service.url, "INSERT DATA { <urn:a> <urn:b> 1 }", service.token).status == 204

    assert service.process.poll() is None


def test_a_killed_worker_costs_its_own_request_and_no_other(service: Served, begin: Begin) -> None:
    lost = begin(partial(ask, service.url, WITHOUT_END))
    assert begins_work(service)
    time.sleep(0.5)  # it has become a long one, which has a worker of its own
    at_work = busiest(service)
    other = begin(partial(ask, service.url, A_WHILE, timeout_s=300))
    time.sleep(0.2)

    os.kill(at_work, signal.SIGKILL)

    assert lost.result(30).status >= 500
    assert other.result().body == f"n\r\n{THINGS**3}\r\n"
    assert ask(service.url, SHORT).status == 200


def busiest(service: Served) -> int:
    """The process that is at work more than the others."""
    ((pid, _),) = at_work(service.process.pid).most_common(1)
    return pid
