"""What names an answer: the snapshot, what was asked for, in which form, and the program that answers."""

from pathlib import Path

import pytest

from kg.service import newest_snapshot
from kg.service.newest_snapshot import Newest
from kg.store import open_store

ACCEPT = {"accept": "text/html"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_store(tmp_path / "store", create=True) as store:
        store.update("INSERT DATA { <x:a> <x:b> 1 }")
    return tmp_path / "store"


def test_a_name_changes_with_the_snapshot_the_question_the_form_and_the_program(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking = Newest(folder)
    first = looking.tag_of(ACCEPT, "/id/city/hangzhou")
    assert first is not None and first == looking.tag_of(ACCEPT, "/id/city/hangzhou")
    names = {
        first,
        looking.tag_of({"accept": "text/turtle"}, "/id/city/hangzhou"),
        looking.tag_of(ACCEPT, "/"),
    }
    monkeypatch.setattr(newest_snapshot, "__version__", "99.0")
    names.add(looking.tag_of(ACCEPT, "/id/city/hangzhou"))
    monkeypatch.undo()
    with open_store(folder) as store:
        store.update("INSERT DATA { <x:a> <x:b> 2 }")
    names.add(looking.tag_of(ACCEPT, "/id/city/hangzhou"))
    assert len(names) == 5 and None not in names


def test_where_there_are_no_snapshots_nothing_has_a_name() -> None:
    assert Newest(None).tag() is None and Newest(None).tag_of(ACCEPT, "/") is None
