"""The store folder: numbered snapshots that never change, one writer at a time, publication by rename.

A writer works on a draft: a copy of the newest snapshot whose large files are hard links. What it ends
with is renamed into place in one step, so a crash, an error or a full disk at any moment leaves the newest
snapshot as it was, and the draft is rubbish that the next writer sweeps away.

    suanli-store.json     what this folder is
    LOCK                  held by the one writer; says who that is
    snapshots/000007/     a whole database; readers hold it while they read
    snapshots/000007.*    what is derived from it, such as the label index
    staging-…/            a draft

The only module that decides what a store looks like on disk.
"""

import fcntl
import json
import os
import re
import shutil
import sys
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from kg.disk import NO_ROOM, full_disk_explained, refusal_explained
from kg.errors import NoStore, NotAStore, StoreError, StoreLocked
from kg.language import Text

MARKER = "suanli-store.json"
FORMAT = {"format": "suanli-store", "version": 1}
KEEP = 3
"""How many snapshots stay when a new one is published; one that is being read stays longer."""

_NUMBER = re.compile(r"\d{6,}")
_STAGING = "staging-"


class Snapshot:
    """One published snapshot, open for reading; pruning leaves it alone for as long as this object lives."""

    def __init__(self, path: Path, held: int) -> None:
        self.path = path
        self._release = weakref.finalize(self, os.close, held)
        try:
            self.store = ox.Store.read_only(str(path))
        except (OSError, RuntimeError) as error:
            self._release()
            raise NotAStore(where=path, why=error) from error

    @property
    def number(self) -> int:
        """The snapshot's place in the order of publication, from 1."""
        return int(self.path.name)

    @property
    def made(self) -> datetime:
        """When it was made, in UTC."""
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    def derived_file(self, name: str) -> Path:
        """Name the file that holds something derived from this snapshot; it goes when the snapshot goes."""
        return self.path.with_name(f"{self.path.name}.{name}")


class Closed:
    """What a store reads from once it is closed."""

    @property
    def store(self) -> ox.Store:
        """Nothing.

        Raises:
            StoreError: Always.
        """
        raise StoreError(
            problem=Text("this store is closed", "此图库已关闭"),
            remedy=Text("open it again", "请重新打开"),
        )


class Draft:
    """What a writer works on. Hold this and not its `store`, which is closed when nobody holds it."""

    def __init__(self, path: Path) -> None:
        self._open: ox.Store | None = ox.Store(str(path))
        self.is_unmerged = False
        """Whether several tables over the same keys were left for the next writer to merge.

        Else each of the next writers would begin to, and none would get to the end of it.
        """

    @property
    def store(self) -> ox.Store:
        """The database, open for writing.

        Raises:
            StoreError: The draft was published, or given up.
        """
        return self._open if self._open is not None else Closed().store

    def merge(self) -> None:
        """Merge the tables, to the end."""
        self.store.optimize()

    def close(self) -> None:
        """Let go of the database."""
        self._open = None


class SnapshotFolder:
    """A store on disk.

    Args:
        path: The folder, which must be a store of ours; `create` makes one.

    Raises:
        NoStore: There is nothing there.
        NotAStore: There is something else there, or a store of a later format.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        if not self.path.exists() or _is_blank(self.path):
            raise NoStore(where=self.path)
        _check_marker(self.path)

    @classmethod
    def create(cls, path: str | os.PathLike[str]) -> "SnapshotFolder":
        """Give the store folder at `path`, made now, without any snapshot, where there was nothing.

        Raises:
            NotAStore: There is something else at that place; it is left as it was.
        """
        folder = Path(path)
        if folder.exists() and not _is_blank(folder):
            return cls(folder)
        with full_disk_explained(folder), refusal_explained(folder):
            (folder / "snapshots").mkdir(parents=True, exist_ok=True)
            draft = folder / f"{_STAGING}marker-{os.getpid()}"
            draft.write_text(json.dumps(FORMAT) + "\n", encoding="utf-8")
            draft.replace(folder / MARKER)
        return cls(folder)

    def newest(self) -> int | None:
        """Give the number of the newest snapshot; None before the first."""
        return max(self._numbers(), default=None)

    def when(self, number: int) -> int:
        """Give when a snapshot was made, in nanoseconds; 0 if it is gone."""
        with suppress(FileNotFoundError):
            return self._snapshot(number).stat().st_mtime_ns
        return 0

    def read(self) -> Snapshot:
        """Open the newest snapshot and hold it.

        Raises:
            NoStore: Nothing was published yet.
        """
        while True:
            number = self.newest()
            if number is None:
                raise NoStore(where=self.path)
            path = self._snapshot(number)
            # A writer may have pruned this one since it was listed: then there is a newer one.
            with suppress(FileNotFoundError):
                return Snapshot(path, _hold(path))

    @contextmanager
    def write(self, *, afresh: bool = False, keep: int = KEEP, command: str | None = None) -> Iterator[Draft]:
        """Give a draft to write to, and publish it as the newest snapshot unless the block fails.

        Args:
            afresh: Begin with nothing, and not with what the newest snapshot holds.
            keep: How many snapshots stay, this one among them; at least 1.
            command: What to call this writer to others who want to write; the command line if None.

        Raises:
            StoreLocked: Another process, or another part of this one, is writing.
            StoreFull: The disk has no room; nothing was published.
            StoreError: The folder may not be written to.
        """
        with full_disk_explained(self.path), _locked(self.path, command or _command_line()):
            self._sweep()
            with self._staging() as staging:
                newest = self.newest()
                if newest is not None and not afresh:
                    _copy_snapshot(self._snapshot(newest), staging / "draft")
                draft = Draft(staging / "draft")
                try:
                    yield draft
                    if newest is not None and not afresh and self._unmerged(newest).exists():
                        draft.merge()
                    self._publish(draft, staging / "whole", (newest or 0) + 1)
                finally:
                    # Closed before it is removed: RocksDB waits a second when files go that it works on.
                    draft.close()
            self._prune(keep)

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=self.path))
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _publish(self, draft: Draft, whole: Path, number: int) -> None:
        # A checkpoint, and not the draft itself: pyoxigraph cannot be told to close, and what it still has
        # open it may still write to.
        draft.store.backup(str(whole))
        safe = _files(self._snapshot(number - 1))
        for file in whole.iterdir():
            # A table of the last snapshot was synced with it, and has not changed since.
            if file.stat().st_ino not in safe:
                _sync(file)
        _sync(whole)
        if draft.is_unmerged:
            self._unmerged(number).touch()
        whole.rename(self._snapshot(number))
        _sync(self.path / "snapshots")

    def _prune(self, keep: int) -> None:
        for number in sorted(self._numbers())[: -max(keep, 1)]:
            # The new snapshot is out already: an old one that cannot go now goes another time.
            with suppress(OSError):
                self._remove(self._snapshot(number))
        with suppress(OSError):
            self._sweep_derived()

    def _remove(self, snapshot: Path) -> None:
        held = os.open(snapshot, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Renamed first: nobody may take what is half removed for a snapshot.
            rubbish = Path(tempfile.mkdtemp(prefix=_STAGING, dir=self.path))
            snapshot.rename(rubbish / snapshot.name)
            shutil.rmtree(rubbish, ignore_errors=True)
        finally:
            os.close(held)

    def _sweep(self) -> None:
        for rubbish in self.path.glob(f"{_STAGING}*"):
            if rubbish.is_dir():
                shutil.rmtree(rubbish, ignore_errors=True)
            else:
                rubbish.unlink(missing_ok=True)

    def _sweep_derived(self) -> None:
        numbers = set(self._numbers())
        for path in (self.path / "snapshots").iterdir():
            number, dot, _ = path.name.partition(".")
            if dot and _NUMBER.fullmatch(number) and int(number) not in numbers:
                path.unlink(missing_ok=True)

    def _snapshot(self, number: int) -> Path:
        return self.path / "snapshots" / f"{number:06}"

    def _unmerged(self, number: int) -> Path:
        return self._snapshot(number).with_suffix(".unmerged")

    def _numbers(self) -> Iterator[int]:
        with suppress(FileNotFoundError):
            for path in (self.path / "snapshots").iterdir():
                if _NUMBER.fullmatch(path.name):
                    yield int(path.name)


def _is_blank(path: Path) -> bool:
    # What a writer leaves that died while it made the folder is nothing to keep.
    return path.is_dir() and all(
        child.name.startswith(_STAGING) or (child.name == "snapshots" and not any(child.iterdir()))
        for child in path.iterdir()
    )


def _check_marker(path: Path) -> None:
    try:
        marker = json.loads((path / MARKER).read_text(encoding="utf-8"))
        name, version = marker["format"], marker["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        why = Text(f"it has no readable {MARKER}", f"其中没有可读的 {MARKER}")
        raise NotAStore(where=path, why=why) from error
    if name != FORMAT["format"]:
        raise NotAStore(where=path, why=Text(f"its format is {name!r}", f"其格式为 {name!r}"))
    if version != FORMAT["version"]:
        why = Text(
            f"its format is version {version}, and this program knows version {FORMAT['version']}",
            f"其格式为第 {version} 版，本程序只认第 {FORMAT['version']} 版",
        )
        raise NotAStore(where=path, why=why)


def _hold(path: Path) -> int:
    held = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_SH)
        if not os.path.samestat(os.fstat(held), path.stat()):
            raise FileNotFoundError(path)
    except BaseException:
        os.close(held)
        raise
    return held


def _copy_snapshot(snapshot: Path, draft: Path) -> None:
    draft.mkdir()
    for file in snapshot.iterdir():
        # Only the tables never change once written; RocksDB appends to or replaces all the others.
        if file.suffix == ".sst":
            _link(file, draft / file.name)
        else:
            shutil.copyfile(file, draft / file.name)


def _link(file: Path, to: Path) -> None:
    try:
        to.hardlink_to(file)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise
        # Some file systems have no hard links, and some systems refuse them on other people's files.
        shutil.copyfile(file, to)


def _files(folder: Path) -> set[int]:
    """Give the inodes of a folder's files; none where there is no such folder."""
    return {entry.inode() for entry in os.scandir(folder)} if folder.is_dir() else set()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path, command: str) -> Iterator[None]:
    with refusal_explained(folder):
        descriptor = os.open(folder / "LOCK", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            # The kernel lets go of it when the process ends, however it ends.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreLocked(where=folder, **_holder(descriptor)) from error
        holder = {"pid": os.getpid(), "command": command, "since": _now()}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder, ensure_ascii=False).encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> dict[str, object]:
    try:
        holder = json.loads(os.pread(descriptor, 65536, 0))
        return {name: holder[name] for name in ("pid", "command", "since")}
    except (ValueError, KeyError):
        # It took the lock and has not yet written who it is.
        return {"pid": "?", "command": "?", "since": _now()}


def _now() -> str:
    return datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")


def _command_line() -> str:
    return " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
