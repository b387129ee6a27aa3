"""The journal of a copy: how far each graph has come, in a folder that is removed when the copy is done.

copy.json            from where, to where
LOCK                 held by the one process that copies
DIGEST.json          how far the graph of that digest has come
DIGEST/00000-…-….nt  what was fetched of it
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.disk import atomic_writer, why_not_written
from kg.errors import StoreError
from kg.language import Text
from kg.rdf.iris import digest
from kg.store.copy.graphs import Graph, label_of


class Journal:
    """The folder in which one copy, from one place to another, keeps what it has done; see `open_journal`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, graph: Graph) -> dict[str, Any]:
        """Give what was recorded of a graph; nothing where there is no record, or one that cannot be read."""
        try:
            found = json.loads(self._record(graph).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, graph: Graph, record: dict[str, Any]) -> None:
        """Record how far a graph has come."""
        with atomic_writer(self._record(graph)) as file:
            file.write(json.dumps({"graph": label_of(graph), **record}, ensure_ascii=False).encode())

    def files(self, graph: Graph) -> Path:
        """Give the folder for what is fetched of a graph."""
        folder = self.path / _name(graph)
        folder.mkdir(exist_ok=True)
        return folder

    def forget(self, graph: Graph) -> None:
        """Throw away what was recorded and fetched of a graph."""
        self._record(graph).unlink(missing_ok=True)
        shutil.rmtree(self.path / _name(graph), ignore_errors=True)

    def _record(self, graph: Graph) -> Path:
        return self.path / f"{_name(graph)}.json"


@contextmanager
def open_journal(path: Path, source: str, target: str) -> Iterator[Journal]:
    """Open the journal of a copy; it is cleared away when the block ends well, and stays when it does not.

    What another copy left there is thrown away.

    Raises:
        StoreError: Another process is copying the same, or the folder cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path / "LOCK", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise _no_record(path, error) from error
    try:
        _lock(descriptor, path)
        _begin(path, {"source": source, "target": target})
        yield Journal(path)
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(descriptor)


def _begin(path: Path, ends: dict[str, str]) -> None:
    about = path / "copy.json"
    try:
        is_same = json.loads(about.read_text(encoding="utf-8")) == ends
    except (OSError, ValueError):
        is_same = False
    if is_same:
        return
    for child in path.iterdir():
        if child.is_dir():
            shutil.rmtree(child)
        elif child.name != "LOCK":
            child.unlink()
    with atomic_writer(about) as file:
        file.write(json.dumps(ends, ensure_ascii=False).encode())


def _name(graph: Graph) -> str:
    return digest(label_of(graph))


def _lock(descriptor: int, path: Path) -> None:
    try:
        # The kernel lets go of it when the process ends, however it ends.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StoreError(
            problem=Text("another process is making this very copy", "另一进程正在进行同一复制"),
            remedy=Text(
                f"wait until it ends, or stop it; it keeps its records in {path}",
                f"请等它结束或停止它；其记录在 {path}",
            ),
        ) from error


def _no_record(path: Path, error: OSError) -> StoreError:
    why = why_not_written(error)
    return StoreError(
        problem=Text(
            f"no record of the copy can be kept in {path}: {why['en']}",
            f"无法在 {path} 保存复制记录：{why['zh']}",
        ),
        remedy=Text("make room or ask for the right to write there", "请腾出空间，或取得该处的写权限"),
    )
