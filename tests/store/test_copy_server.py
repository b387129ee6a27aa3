"""Copying to and from a real Oxigraph server: what is there in the end, and what a killed process leaves."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from support.remote_store import graph_of
from support.servers import free_port

from kg.cli.main import main
from kg.store import open_store
from kg.store.copy.graphs import count, counts, staging_graph
from kg.store.remote import connect
from store.test_copy import DEFAULT, NAMED, lists_of, numbered

OXIGRAPH = Path(sys.executable).parent / "oxigraph"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The URL of an empty Oxigraph server."""
    if not OXIGRAPH.exists():
        pytest.skip("the oxigraph program is not installed")
    url = f"http://127.0.0.1:{free_port()}"
    command = [OXIGRAPH, "serve", "--location", tmp_path / "there", "--bind", url.removeprefix("http://")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            _wait(url)
            yield url
        finally:
            running.terminate()


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{url}/query?query=ASK%7B%7D").close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server does not answer")


@pytest.fixture(autouse=True)
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a user's records are: not in the home of who runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("KG_LANG", "en")
    return tmp_path / "state" / "suanli-kg" / "copies"


@pytest.fixture
def full() -> Path:
    """A store of tens of thousands of triples, some on blank nodes."""
    with open_store("full", create=True) as store:
        store.add([*numbered(25_000, DEFAULT), *numbered(11_000, ox.NamedNode("urn:g")), *lists_of(20, 5)])
    return Path("full")


def test_graphs_go_to_a_server_and_come_back_as_they_were(server: str, full: Path, journal: Path) -> None:
    assert main(["push", server, "--store", "full"]) == 0
    assert main(["pull", server, "--store", "back"]) == 0
    with open_store("full") as before, open_store("back") as after:
        assert counts(before) == counts(after) == counts(connect(server))
        assert set(before.quads(graph=DEFAULT)) == set(after.quads(graph=DEFAULT))
        assert graph_of(before, NAMED) == graph_of(after, NAMED)
    assert not list(journal.iterdir()) and not Path("back.copying").exists()


@pytest.mark.slow
def test_a_push_that_was_killed_is_finished_by_the_next(
    server: str, full: Path, journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    far = connect(server)
    far.add(numbered(3, DEFAULT, 500_000))
    running = _kg("push", server, "--store", "full")
    _until(lambda: count(far, staging_graph(DEFAULT)) >= 10_000)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert count(far, DEFAULT) == 3 and len(list(journal.iterdir())) == 1
    assert main(["push", server, "--store", "full"]) == 0
    assert "default" in (said := capsys.readouterr().err) and "going on from there" in said
    with open_store("full") as source:
        assert counts(source) == counts(far)
        assert set(source.quads(graph=DEFAULT)) == set(far.quads(graph=DEFAULT))
        assert graph_of(source, NAMED) == graph_of(far, NAMED)
    assert not list(journal.iterdir()) and not count(far, staging_graph(DEFAULT))


def test_a_pull_that_was_killed_leaves_the_folder_as_it_was_and_the_next_finishes_it(
    server: str, full: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["push", server, "--store", "full"]) == 0
    with open_store("mine", create=True) as store:
        store.add(numbered(7, NAMED, 100))
    running = _kg("pull", server, "--store", "mine")
    # The first graph is on disk, whole; the next one is on its way.
    _until(lambda: any(Path("mine.copying").rglob("*.nt")))
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    with open_store("mine") as store:
        assert counts(store) == {NAMED: 7}
        assert store.snapshot is not None
        before = store.snapshot.number
    capsys.readouterr()
    assert main(["pull", server, "--store", "mine"]) == 0
    assert "default: 25,000 of 25,000 triples are fetched already" in capsys.readouterr().err
    with open_store("mine") as store, open_store("full") as source:
        assert counts(store) == counts(source)
        assert store.snapshot is not None and store.snapshot.number == before + 1
    assert not Path("mine.copying").exists()


def test_a_server_that_is_gone_is_told_and_what_was_done_is_kept(
    tmp_path: Path, full: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["push", f"http://127.0.0.1:{free_port()}", "--store", "full"]) == 1
    assert "nobody answers there" in capsys.readouterr().err


def _kg(*words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "kg", *words],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _until(is_so: Callable[[], bool]) -> None:
    for _ in range(4000):
        if is_so():
            return
        time.sleep(0.01)
    pytest.fail("it never came so far")
