"""Who may do what: services that only read, tokens and where they come from, hosts that a query may name."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.many_clients import Told, ask, change, send
from support.processes import command_line, descendants
from support.served import TOKEN, Served, served

from kg.store import open_store

READ_ONLY_WRITES = {
    "an update": ("POST", "/update", "application/sparql-update", "CLEAR ALL"),
    "an update at the query endpoint": ("POST", "/sparql", "application/sparql-update", "CLEAR ALL"),
    "a form with an update": ("POST", "/update", "application/x-www-form-urlencoded", "update=CLEAR+ALL"),
    "a graph put": ("PUT", "/store?graph=urn:g", "text/turtle", "<urn:a> <urn:b> 1 ."),
    "a graph posted": ("POST", "/store?default", "text/turtle", "<urn:a> <urn:b> 1 ."),
    "a graph deleted": ("DELETE", "/store?default", "", ""),
}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("permission") / "store"
    with open_store(folder, create=True) as empty:
        empty.update("INSERT DATA { <urn:a> <urn:is> <urn:here> . GRAPH <urn:g> { <urn:b> <urn:c> 1 } }")
    return folder


@pytest.fixture(scope="module")
def read_only(store: Path) -> Iterator[Served]:
    with served(store, is_writable=False) as running:
        yield running


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Another service, which has something to tell."""
    folder = tmp_path_factory.mktemp("second") / "store"
    with open_store(folder, create=True) as store:
        store.update("INSERT DATA { <urn:a> <urn:says> <urn:hello> }")
    with served(folder, is_writable=False) as running:
        yield running


@pytest.fixture(scope="module")
def allowing(store: Path, second: Served) -> Iterator[Served]:
    """A service that may fetch from `second`, and from nowhere else."""
    with served(store, "--allow", second.url.removeprefix("http://")) as running:
        yield running


def federated(service: Served, address: str) -> Told:
    return ask(service.url, f"SELECT ?o {{ ?s <urn:is> ?x SERVICE <{address}> {{ ?s <urn:says> ?o }} }}")


@contextmanager
def started(store: Path, *words: str, **environment: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A service with just this environment beside what Python needs; give its address."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", *words]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**plain, "KG_LANG": "en", **environment},
    )
    with process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip().rstrip("/"), process
        finally:
            process.terminate()


def refused(store: Path, *words: str, **environment: str) -> str:
    """What a service says that does not start."""
    with started(store, *words, **environment) as (address, process):
        assert address == ""
        assert process.wait(20) == 2
        assert process.stderr is not None
        return process.stderr.read()


@pytest.mark.parametrize("token", [None, TOKEN], ids=["without a token", "with one"])
@pytest.mark.parametrize(
    ("method", "target", "media_type", "body"), READ_ONLY_WRITES.values(), ids=READ_ONLY_WRITES
)
def test_a_service_that_only_reads_refuses(
    read_only: Served, method: str, target: str, media_type: str, body: str, token: str | None
) -> None:
    headers = {"Content-Type": media_type} | ({"Authorization": f"Bearer {token}"} if token else {})

    told = send(read_only.url, method, target, body, headers)

    assert told.status == 403
    assert "only reads" in told.body
    assert ask(read_only.url, COUNT).body == "n\r\n1\r\n"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        f"Basic {TOKEN}",
        TOKEN,
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        "Bearer 令牌",
    ],
)
def test_whoever_does_not_say_the_token_is_told_how(allowing: Served, header: str) -> None:
    headers = {
        "Content-Type": "application/sparql-update",
        "Authorization": header.encode().decode("latin-1"),
    }

    told = send(allowing.url, "POST", "/update", "CLEAR ALL", headers)

    assert told.status == 401
    assert told.headers["www-authenticate"].startswith("Bearer")
    assert "Authorization" in told.body


def test_service_reaches_a_host_that_is_allowed(allowing: Served, second: Served) -> None:
    assert federated(allowing, f"{second.url}/sparql").body == "o\r\nurn:hello\r\n"


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/sparql", "file:///etc/passwd"])
def test_service_and_load_reach_nothing_else(allowing: Served, read_only: Served, address: str) -> None:
    for told in (
        federated(allowing, address),
        federated(read_only, address),
        change(allowing.url, f"LOAD <{address}> INTO GRAPH <urn:loaded>", allowing.token),
    ):
        assert told.status == 403
        assert "--allow" in told.body
    assert "false" in ask(allowing.url, "ASK { GRAPH <urn:loaded> { ?s ?p ?o } }", "application/json").body


def test_load_reaches_a_host_that_is_allowed(allowing: Served, second: Served) -> None:
    told = change(allowing.url, f"LOAD <{second.url}/store?default> INTO GRAPH <urn:loaded>", allowing.token)

    assert told.status == 204, told.body
    assert ask(allowing.url, "SELECT ?o { GRAPH <urn:loaded> { ?s ?p ?o } }").body == "o\r\nurn:hello\r\n"
    change(allowing.url, "DROP GRAPH <urn:loaded>", allowing.token)


def test_a_host_that_is_allowed_but_not_there_is_no_empty_answer(store: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens here
        nowhere = f"127.0.0.1:{taken.getsockname()[1]}"
        with served(store, "--allow", nowhere, is_writable=False) as service:
            told = federated(service, f"http://{nowhere}/sparql")

    assert told.status in (500, 502)
    assert "endpoint" in told.body


def test_listening_for_everybody_is_warned_about(store: Path) -> None:
    with started(store, "--host", "0.0.0.0", "--writable", KG_TOKEN="x" * 16) as (address, process):
        assert address.startswith("http://0.0.0.0:")
        process.terminate()
        assert process.stderr is not None
        said = process.stderr.read()

    assert "everybody who reaches 0.0.0.0 can read" in said
    assert "TLS" in said


def test_listening_for_this_machine_alone_is_not_warned_about(read_only: Served) -> None:
    assert "everybody" not in read_only.logged()


def test_a_short_token_is_refused_on_a_network_and_does_at_home(store: Path) -> None:
    said = refused(store, "--host", "0.0.0.0", "--writable", KG_TOKEN="short")
    assert "5 characters can be guessed" in said
    assert "short" not in said.replace("at least", "")

    with started(store, "--writable", KG_TOKEN="short") as (address, _):
        assert change(address, "INSERT DATA {}", "short").status == 204


def test_writing_needs_a_token_and_a_token_needs_writing(store: Path) -> None:
    assert "needs a token" in refused(store, "--writable")
    assert "add --writable" in refused(store, "--token", "a-token-given-in-vain")


def test_the_first_line_of_a_file_is_the_token(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("the-token-in-a-file  \nand something else\n", encoding="utf-8")

    with started(store, "--writable", "--token-file", str(file)) as (address, _):
        assert change(address, "INSERT DATA {}", "the-token-in-a-file").status == 204
        assert change(address, "INSERT DATA {}", "and something else").status == 401


def test_a_token_given_as_a_word_counts_before_that_of_the_environment(store: Path) -> None:
    words = ("--writable", "--token", "the-token-given-as-a-word")
    with started(store, *words, KG_TOKEN="the-token-of-the-environment") as (address, _):
        assert change(address, "INSERT DATA {}", "the-token-given-as-a-word").status == 204
        assert change(address, "INSERT DATA {}", "the-token-of-the-environment").status == 401


def test_a_token_of_the_environment_is_seen_nowhere(store: Path) -> None:
    with served(store) as service:
        for token in (TOKEN, "wrong"):
            change(
                service.url, "INSERT DATA { <urn:x> <urn:y> 1 } ; DELETE DATA { <urn:x> <urn:y> 1 }", token
            )
            send(service.url, "POST", "/update", "nonsense", {"Authorization": f"Bearer {TOKEN}"})
            send(service.url, "GET", f"/sparql?query=nonsense&token={token}")
        processes = [service.process.pid, *descendants(service.process.pid)]
        lines = [command_line(pid) for pid in processes]
        said = service.logged()

    assert len(lines) > 3
    assert not any(TOKEN in line for line in [*lines, said])
