"""The store folder: one writer, any number of readers, snapshots that never change and go in their turn."""

import fcntl
import json
import os
from pathlib import Path

import pytest
from support.numbered_quads import quads

from kg.errors import NoStore, NotAStore, StoreError, StoreLocked
from kg.store import EmbeddedStore
from kg.store.snapshots import MARKER, Draft, SnapshotFolder


def publish(folder: SnapshotFolder, count: int, of: str = "x", keep: int = 3) -> None:
    with folder.write(keep=keep) as draft:
        draft.store.extend(quads(count, of))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> SnapshotFolder:
    return SnapshotFolder.create(tmp_path / "store")


def test_a_folder_that_is_not_there_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(NoStore, match="nowhere"):
        SnapshotFolder(tmp_path / "nowhere")


def test_an_empty_folder_is_no_store_but_can_become_one(tmp_path: Path) -> None:
    with pytest.raises(NoStore):
        SnapshotFolder(tmp_path)

    assert SnapshotFolder.create(tmp_path).newest() is None


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")

    for attempt in (SnapshotFolder, SnapshotFolder.create):
        with pytest.raises(NotAStore, match=MARKER):
            attempt(tmp_path)

    assert bytes_of(tmp_path) == {str(tmp_path / "thesis.txt"): b"mine"}


def test_a_file_is_no_store(tmp_path: Path) -> None:
    file = tmp_path / "graph.ttl"
    file.write_text("")

    with pytest.raises(NotAStore):
        SnapshotFolder.create(file)

    assert file.read_text() == ""


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ('{"format": "suanli-store", "version": 2}', "version 2"),
        ('{"format": "other", "version": 1}', "'other'"),
        ("not json", "no readable"),
        ('["a list"]', "no readable"),
    ],
)
def test_a_store_of_another_format_is_refused_with_the_reason(
    folder: SnapshotFolder, marker: str, said: str
) -> None:
    (folder.path / MARKER).write_text(marker)

    with pytest.raises(NotAStore, match=said):
        SnapshotFolder(folder.path)


def test_a_folder_without_a_snapshot_cannot_be_read(folder: SnapshotFolder) -> None:
    with pytest.raises(NoStore):
        folder.read()


def test_a_damaged_snapshot_is_said_to_be_no_store(folder: SnapshotFolder) -> None:
    publish(folder, 3)
    (folder.path / "snapshots" / "000001" / "CURRENT").write_text("rubbish")

    with pytest.raises(NotAStore):
        folder.read()


def test_what_was_written_is_published_with_what_was_there(folder: SnapshotFolder) -> None:
    publish(folder, 3, "a")
    publish(folder, 4, "b")

    assert folder.newest() == 2
    assert len(folder.read().store) == 7


def test_a_write_that_fails_publishes_nothing_and_leaves_nothing(folder: SnapshotFolder) -> None:
    publish(folder, 3)
    before = bytes_of(folder.path)

    with pytest.raises(ZeroDivisionError), folder.write() as draft:
        draft.store.extend(quads(100, "y"))
        _ = 1 / 0

    assert bytes_of(folder.path) == before


def test_a_snapshot_never_changes_once_it_is_published(folder: SnapshotFolder) -> None:
    publish(folder, 500)
    first = folder.path / "snapshots" / "000001"
    before = bytes_of(first)

    reading = folder.read()
    assert len(reading.store) == 500
    publish(folder, 1000, "y")
    publish(folder, 1000, "z")

    assert bytes_of(first) == before


def test_a_write_afresh_begins_with_nothing(folder: SnapshotFolder) -> None:
    publish(folder, 3)
    with folder.write(afresh=True) as draft:
        assert len(draft.store) == 0
        draft.store.extend(quads(1, "new"))

    assert folder.newest() == 2
    assert len(folder.read().store) == 1


def test_a_second_writer_is_told_who_writes_and_since_when(folder: SnapshotFolder) -> None:
    with folder.write(command="kg build"), pytest.raises(StoreLocked) as refused, folder.write():
        pass

    sentence = refused.value.sentence("en")
    assert f"process {os.getpid()} (kg build) since 20" in sentence
    assert str(folder.path) in refused.value.sentence("zh")


def test_the_lock_is_free_again_after_a_write_and_after_a_failed_one(folder: SnapshotFolder) -> None:
    with pytest.raises(ZeroDivisionError), folder.write():
        _ = 1 / 0
    publish(folder, 1)
    publish(folder, 1)


def test_a_holder_that_has_not_yet_written_its_name_still_holds_the_lock(folder: SnapshotFolder) -> None:
    with (folder.path / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreLocked, match=r"process \?"):
            publish(folder, 1)


def test_a_dead_writer_holds_nothing_and_its_rubbish_is_swept(folder: SnapshotFolder) -> None:
    # What a writer leaves that was killed: its name in the lock file, and its draft.
    (folder.path / "LOCK").write_text(json.dumps({"pid": 1, "command": "kg build", "since": "2020"}))
    draft = folder.path / "staging-dead" / "draft"
    draft.mkdir(parents=True)
    (draft / "000001.sst").write_text("half")

    publish(folder, 2)

    assert not list(folder.path.glob("staging-*"))
    assert len(folder.read().store) == 2


def test_old_snapshots_go_and_so_does_what_was_derived_from_them(folder: SnapshotFolder) -> None:
    publish(folder, 1)
    folder.read().derived_file("labels.sqlite").write_text("derived")
    for number in range(3):
        publish(folder, 1, f"y{number}", keep=2)

    names = sorted(path.name for path in (folder.path / "snapshots").iterdir())
    assert names == ["000003", "000004"]


def test_a_snapshot_that_is_read_outlives_its_turn(folder: SnapshotFolder) -> None:
    publish(folder, 5)
    reading = folder.read()
    for number in range(4):
        publish(folder, 1, f"y{number}", keep=1)

    assert len(list(reading.store)) == 5
    assert sorted(path.name for path in (folder.path / "snapshots").iterdir()) == ["000001", "000005"]

    del reading
    publish(folder, 1, "last", keep=1)
    assert [path.name for path in (folder.path / "snapshots").iterdir()] == ["000006"]


def test_tables_that_were_left_unmerged_are_merged_by_the_next_writer_and_no_other(
    folder: SnapshotFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How many tables there are shows nothing: RocksDB merges some on its own, when it likes.
    merged: list[int | None] = []
    merge = Draft.merge
    monkeypatch.setattr(Draft, "merge", lambda draft: merged.append(folder.newest()) or merge(draft))
    publish(folder, 1)
    with folder.write() as draft:
        for name in ("a", "b", "c"):
            draft.store.bulk_extend(quads(100, name))
        draft.is_unmerged = True
    publish(folder, 1, "d", keep=1)
    publish(folder, 1, "e", keep=1)

    assert merged == [2]
    assert len(folder.read().store) == 303
    assert [path.name for path in (folder.path / "snapshots").iterdir()] == ["000004"]


def test_numbers_go_on_in_order_past_six_digits(folder: SnapshotFolder) -> None:
    publish(folder, 1)
    (folder.path / "snapshots" / "000001").rename(folder.path / "snapshots" / "999999")
    publish(folder, 1, "y")

    assert folder.newest() == 1_000_000
    assert len(folder.read().store) == 2


def test_where_there_are_no_hard_links_tables_are_copied(
    folder: SnapshotFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    publish(folder, 3)
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    publish(folder, 3, "y")

    assert len(folder.read().store) == 6


def test_a_folder_that_may_not_be_written_to_says_so(
    folder: SnapshotFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    publish(folder, 3)
    monkeypatch.setattr("kg.store.snapshots.os.open", refuse)

    with pytest.raises(StoreError, match="may not be written to"):
        publish(folder, 3)


def test_a_store_that_is_closed_lets_its_snapshot_go(folder: SnapshotFolder) -> None:
    publish(folder, 1)
    store = EmbeddedStore.over(folder)
    store.close()
    publish(folder, 1, "y", keep=1)

    assert folder.newest() == 2
    assert [path.name for path in (folder.path / "snapshots").iterdir()] == ["000002"]
    with pytest.raises(StoreError, match="closed"):
        store.ask("ASK {}")


def test_a_draft_cannot_be_written_to_once_it_is_published(folder: SnapshotFolder) -> None:
    with folder.write() as draft:
        pass

    with pytest.raises(StoreError, match="closed"):
        draft.store.extend(quads(1))
