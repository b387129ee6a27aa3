"""Copying graphs into a folder: fetched in pages, published as one snapshot, nothing half-left."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from support.remote_store import FarStore, graph_of

from kg.cli.main import main
from kg.errors import StoreError
from kg.store import open_store
from kg.store.copy import End, Graph, GraphCounts, into_folder, plan
from kg.store.copy.chunks import in_chunks
from kg.store.copy.graphs import counts
from store.test_copy import DEFAULT, NAMED, OTHER, P, holding, lists_of, numbered


class Pull:
    """A pull as a user runs it again and again."""

    def __init__(self, folder: Path, source: Any) -> None:
        self.folder, self.source = folder, End("there", source)
        self.journal = folder.with_name("journal")
        self.said: list[str] = []

    def copy(self, *graphs: Graph, add: bool = False, page: int = 10) -> list[GraphCounts]:
        self.said = []
        return into_folder(
            self.source,
            self.folder,
            [planned.graph for planned in plan(self.source, None, graphs)],
            journal=self.journal,
            say=lambda told: self.said.append(told["en"]),
            moved=lambda _: None,
            add=add,
            page=page,
        )

    def holds(self) -> dict[Graph, int]:
        with open_store(self.folder) as store:
            return counts(store)


@pytest.fixture
def pull(tmp_path: Path) -> Callable[[Any], Pull]:
    return lambda source: Pull(tmp_path / "store", source)


def of_predicates(sizes: list[int]) -> list[ox.Quad]:
    return [
        ox.Quad(ox.NamedNode(f"urn:s{n}"), ox.NamedNode(f"urn:p{p}"), ox.Literal(str(n)), NAMED)
        for p, size in enumerate(sizes)
        for n in range(size)
    ]


def test_graphs_of_an_endpoint_become_one_snapshot_of_a_new_folder(pull: Callable[..., Pull]) -> None:
    source = holding(*numbered(35, DEFAULT), *of_predicates([3, 25, 9]))
    copy = pull(FarStore(source))
    assert copy.copy() == [GraphCounts(DEFAULT, 35, 35), GraphCounts(NAMED, 37, 37)]
    with open_store(copy.folder) as store:
        assert set(store.quads()) == set(source.quads())
        assert store.snapshot is not None and store.snapshot.number == 1
    assert not copy.journal.exists()


@pytest.mark.parametrize("dies_at", range(1, 10))
def test_a_cut_fetch_goes_on_and_fetches_no_page_twice(dies_at: int, pull: Callable[..., Pull]) -> None:
    source = FarStore(holding(*numbered(35, DEFAULT), *of_predicates([3, 25, 9])))
    copy = pull(source)
    source.dies_at = dies_at
    with pytest.raises(StoreError, match="network"):
        copy.copy()
    assert not copy.folder.exists()
    source.dies_at = None
    copy.copy()
    assert copy.holds() == {DEFAULT: 35, NAMED: 37}
    # Nine pages, and the one that failed a second time.
    assert source.pages == 9 + 1


def test_a_graph_that_changed_since_the_cut_is_fetched_again_and_that_is_said(
    pull: Callable[..., Pull],
) -> None:
    source = FarStore(holding(*of_predicates([3, 25, 9])))
    copy = pull(source)
    source.dies_at = 4
    with pytest.raises(StoreError):
        copy.copy()
    source.dies_at = None
    source.inner.add([ox.Quad(ox.NamedNode("urn:s"), P, ox.Literal("new"), NAMED)])
    copy.copy()
    assert copy.holds() == {NAMED: 38}
    assert copy.said == ["graph:one has changed at its source since the copy was cut, and is fetched again"]


def test_a_graph_that_changes_while_it_is_fetched_is_fetched_again(pull: Callable[..., Pull]) -> None:
    class Changing(FarStore):
        def _perhaps_die(self, at: int) -> None:
            if at == 2:
                self.inner.add(numbered(1, NAMED, 500))

    source = Changing(holding(*of_predicates([3, 25, 9])))
    copy = pull(source)
    copy.copy()
    assert copy.holds() == {NAMED: 38} and len(copy.said) == 1


def test_an_endpoint_that_cuts_its_answers_is_asked_for_the_rest(pull: Callable[..., Pull]) -> None:
    source = FarStore(holding(*of_predicates([3, 25, 9])))
    source.limit = 4
    copy = pull(source)
    copy.copy()
    assert copy.holds() == {NAMED: 37}


def test_an_endpoint_that_cuts_an_answer_with_blank_nodes_is_refused_and_nothing_is_left(
    pull: Callable[..., Pull],
) -> None:
    source = FarStore(holding(*lists_of(4, 5)))
    source.limit = 7
    copy = pull(source)
    with pytest.raises(StoreError) as error:
        copy.copy()
    assert "80" in str(error.value) and "7" in str(error.value) and not copy.folder.exists()


def test_a_blank_node_stays_one_however_many_pages_there_are(pull: Callable[..., Pull]) -> None:
    source = FarStore(holding(*lists_of(4, 5)))
    copy = pull(source)
    copy.copy(page=3)
    with open_store(copy.folder) as store:
        assert graph_of(store, NAMED) == graph_of(source, NAMED)


def test_a_folder_keeps_its_other_graphs_and_its_own_snapshot_when_counts_differ(
    pull: Callable[..., Pull],
) -> None:
    class Twice(FarStore):
        """Answers a triple twice, and in the end one too few."""

        def _page(self, found: Any) -> Any:
            first, *others = super()._page(found)
            return iter([first, first, *others[1:]])

    copy = pull(FarStore(holding(*numbered(5, NAMED))))
    copy.copy()
    copy.source = End("there", Twice(holding(*numbered(9, NAMED, 50))))
    with pytest.raises(StoreError) as error:
        copy.copy()
    assert all(told in error.value.sentence("zh") for told in ("graph:one", "9", "8"))
    assert copy.holds() == {NAMED: 5}


def test_graphs_are_replaced_or_merged(pull: Callable[..., Pull]) -> None:
    copy = pull(FarStore(holding(*numbered(5, NAMED), *numbered(3, OTHER))))
    copy.copy()
    copy.source = End("there", FarStore(holding(*numbered(9, NAMED, 3))))
    assert copy.copy(add=True) == [GraphCounts(NAMED, 9, 12)]
    assert copy.holds() == {NAMED: 12, OTHER: 3}
    assert copy.copy() == [GraphCounts(NAMED, 9, 9)]
    assert copy.holds() == {NAMED: 9, OTHER: 3}


def test_a_union_in_place_of_a_default_graph_is_not_taken_for_one(pull: Callable[..., Pull]) -> None:
    named = numbered(5, NAMED)
    union = FarStore(holding(*named, *(ox.Quad(q.subject, q.predicate, q.object) for q in named)))
    copy = pull(union)
    with pytest.raises(StoreError, match="union of its named graphs"):
        copy.copy()
    copy.copy(NAMED)
    assert copy.holds() == {NAMED: 5}


def test_more_triples_on_one_knot_of_blank_nodes_than_a_request_takes_are_refused() -> None:
    knot = [quad.triple for quad in lists_of(1, 30)]
    with pytest.raises(StoreError, match="hang together"):
        list(in_chunks(knot, 10, most=20))
    assert max(map(len, in_chunks(knot, 10, most=100))) == 60


# --- the commands ---------------------------------------------------------------------------------------


@pytest.fixture
def two_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_LANG", "en")
    with open_store("full", create=True) as store:
        store.add([*numbered(1500, DEFAULT), *numbered(2, NAMED)])
    return tmp_path


def test_push_and_pull_between_folders_print_what_is_where(
    two_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["push", "copy", "--store", "full"]) == 0
    assert capsys.readouterr().out.split("\n")[2] == "default     1,500   1,500"
    assert main(["pull", "full", "--store", "other", "--graph", "graph:one", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"graph": "graph:one", "source": 2, "target": 2}]
    assert sorted(path.name for path in two_folders.iterdir()) == ["copy", "full", "other"]


def test_a_dry_run_says_what_would_be_copied_and_makes_nothing(
    two_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["push", "copy", "--store", "full", "--dry-run", "--lang", "zh"]) == 0
    told = capsys.readouterr()
    assert "2 个图、1,502 个三元组将被复制" in told.err and "default    1,500     0" in told.out
    assert not Path("copy").exists()


def test_a_store_is_not_copied_to_itself(two_folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["push", str(two_folders / "full"), "--store", "full"]) == 2
    assert "to itself" in capsys.readouterr().err


def test_what_is_no_store_is_left_as_it_is(two_folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("papers").mkdir()
    Path("papers/letter.txt").write_text("dear")
    assert main(["push", "papers", "--store", "full"]) == 1
    assert "is not a store of ours" in capsys.readouterr().err
    assert [p.name for p in Path("papers").iterdir()] == ["letter.txt"]
