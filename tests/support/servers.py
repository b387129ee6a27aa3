"""Engines of others for the tests, as their users start them on loopback: an Oxigraph, a Virtuoso."""

import contextlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_PATIENCE_S = 60.0
_PORTS = 10_000, 32_000
_chance = random.SystemRandom()
USER, PASSWORD = "dba", "dba"
"""Who may do everything in a Virtuoso that was just made."""

_VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CaseMode = 2
DirsAllowed = .
SchedulerInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8
ServerRoot = .
[SPARQL]
ResultSetMaxRows = {most_rows}
"""
# So that an update needs no login; 7 is read, write and list.
_EVERYBODY_WRITES = "GRANT SPARQL_UPDATE TO \"SPARQL\"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 7);"


@dataclass(frozen=True)
class Running:
    """Where an engine answers."""

    url: str
    """Its address for queries."""
    process: subprocess.Popen[bytes]


def oxigraph_or_skip() -> str:
    """Give the program, which the package `oxigraph` brings."""
    found = Path(sys.executable).with_name("oxigraph")
    if not found.exists():
        pytest.skip("the package oxigraph is not installed")
    return str(found)


def virtuoso_or_skip() -> str:
    """Give the program, which the Debian package virtuoso-opensource brings."""
    found = shutil.which("virtuoso-t")
    if found is None or shutil.which("isql-vt") is None:
        pytest.skip("virtuoso-opensource is not installed")
    return found


@contextmanager
def oxigraph(*arguments: str) -> Iterator[Running]:
    """Run an empty Oxigraph in memory until the block ends."""
    port = free_port()
    command = [oxigraph_or_skip(), "serve", "--bind", f"127.0.0.1:{port}", *arguments]
    with _running(command, f"http://127.0.0.1:{port}/query", None) as running:
        yield running


@contextmanager
def virtuoso(*, everybody_writes: bool = True, most_rows: int = 0) -> Iterator[Running]:
    """Run an empty Virtuoso until the block ends.

    Args:
        everybody_writes: Without a login; else only `USER` does.
        most_rows: How many rows it gives at most; 0 is all.
    """
    program = virtuoso_or_skip()
    with tempfile.TemporaryDirectory() as folder:
        http, sql = free_port(), free_port()
        ini = _VIRTUOSO.format(http=http, sql=sql, most_rows=most_rows)
        (Path(folder) / "virtuoso.ini").write_text(ini, encoding="utf-8")
        command = [program, "+foreground", "+configfile", "virtuoso.ini"]
        with _running(command, f"http://127.0.0.1:{http}/sparql", folder) as running:
            if everybody_writes:
                isql = ["isql-vt", f"127.0.0.1:{sql}", USER, PASSWORD, f"exec={_EVERYBODY_WRITES}"]
                subprocess.run(isql, check=True, capture_output=True, timeout=_PATIENCE_S)
            yield running


def free_port() -> int:
    """Give a port of loopback that nobody listens on.

    From below those that the system gives to connections: one of these could be taken before it is used.
    """
    while True:
        port = _chance.randrange(*_PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def _running(command: Sequence[str], url: str, folder: str | None) -> Iterator[Running]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, url)
        yield Running(url, process)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, f"{url} went away"
        try:
            with urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=5):
                return
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{url} does not answer")
