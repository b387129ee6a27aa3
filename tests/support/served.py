"""A running service for the tests, as its users start it: a process of its own on a free port."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.store import open_store

TOKEN = "a-token-for-the-tests"


@dataclass(frozen=True)
class Served:
    """Where a service is, and how to write to it."""

    url: str
    """Without a slash at its end: http://127.0.0.1:34567"""
    token: str
    process: subprocess.Popen[str]
    log: Path
    """What it wrote to standard error."""

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8")


@contextmanager
def served(store: Path | str | None, *arguments: str, is_writable: bool = True) -> Iterator[Served]:
    """Serve a store, or an empty one of its own, writable with `TOKEN` or not, until the block ends."""
    with tempfile.TemporaryDirectory() as own:
        if store is None:
            store = Path(own) / "store"
            open_store(store, create=True).close()
        writable = ("--writable",) if is_writable else ()
        with _running(store, (*writable, *arguments), Path(own) / "log") as running:
            yield running


@contextmanager
def _running(store: Path | str, arguments: Sequence[str], log: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0"]
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*command, *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "KG_TOKEN": TOKEN, "KG_LANG": "en"},
        )
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip().rstrip("/")
        assert url.startswith("http"), log.read_text(encoding="utf-8")
        yield Served(url, TOKEN, process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            process.stdout.close()
