"""What of a snapshot is on the disk when it is published: all that is new in it, and nothing twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.store import snapshots
from kg.store.snapshots import SnapshotFolder

THING = NamedNode("urn:thing")


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The inodes that are handed to the disk, in their order."""
    seen: list[int] = []
    really = snapshots._sync

    def sync(path: Path) -> None:
        seen.append(path.stat().st_ino)
        really(path)

    monkeypatch.setattr(snapshots, "_sync", sync)
    yield seen


def change(folder: SnapshotFolder, number: int) -> Path:
    with folder.write() as draft:
        draft.store.add(Quad(THING, THING, Literal(str(number))))
    return folder.path / "snapshots" / f"{folder.newest():06}"


def inodes(snapshot: Path) -> set[int]:
    return {file.stat().st_ino for file in snapshot.iterdir()}


def test_every_file_of_a_snapshot_was_synced_and_so_was_its_folder(tmp_path: Path, synced: list[int]) -> None:
    folder = SnapshotFolder.create(tmp_path / "store")
    for number in range(4):
        snapshot = change(folder, number)
        assert inodes(snapshot) <= set(synced)
        assert {snapshot.stat().st_ino, snapshot.parent.stat().st_ino} <= set(synced)


def test_a_table_that_the_last_snapshot_has_is_not_synced_again(tmp_path: Path, synced: list[int]) -> None:
    folder = SnapshotFolder.create(tmp_path / "store")
    before = change(folder, 0)
    tables = {file.stat().st_ino for file in before.glob("*.sst")}
    assert tables
    synced.clear()
    after = change(folder, 1)
    assert tables & inodes(after)
    assert not tables & set(synced)
