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
_TESTS = Path(__file__).resolve().parents[1]
_PATHS = (str(_TESTS), str(_TESTS.parent), *filter(None, [os.environ.get("PYTHONPATH")]))


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
def served(
    store: Path | str | None, *arguments: str, is_writable: bool = True, has_all_workers: bool = False
) -> Iterator[Served]:
    """Serve a store until the block ends.

    Args:
        store: A folder or a URL; None is an empty store of its own.
        arguments: More of `kg serve`.
        is_writable: Whether `TOKEN` lets one write.
        has_all_workers: With as many processes as users have, for tests of how they share the work; each
            costs a third of a second when it starts.
    """
    with tempfile.TemporaryDirectory() as own:
        if store is None:
            store = Path(own) / "store"
            open_store(store, create=True).close()
        writable = ("--writable",) if is_writable else ()
        program = "kg" if has_all_workers else "support.few_workers"
        with _running(program, store, (*writable, *arguments), Path(own) / "log") as running:
            yield running


@contextmanager
def _running(program: str, store: Path | str, arguments: Sequence[str], log: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", program, "serve", "--store", str(store), "--port", "0"]
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*command, *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "KG_TOKEN": TOKEN, "KG_LANG": "en", "PYTHONPATH": os.pathsep.join(_PATHS)},
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
