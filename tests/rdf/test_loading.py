"""Loading files: every format, packed or not, split over the cores, and all of it or nothing."""

import gzip
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.errors import BadFile
from kg.rdf.formats import BY_SUFFIX
from kg.store import EmbeddedStore, open_store

G = NamedNode("https://example.org/graph")


@pytest.fixture(params=["in memory", "over a folder"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> EmbeddedStore:
    in_memory = request.param == "in memory"
    return EmbeddedStore.in_memory() if in_memory else open_store(tmp_path / "store", create=True)


TRIPLE = Quad(
    NamedNode("https://example.org/s"), NamedNode("https://example.org/p"), Literal("云", language="zh")
)
IN_GRAPH = Quad(TRIPLE.subject, TRIPLE.predicate, TRIPLE.object, G)
TURTLE = '@prefix e: <https://example.org/> . e:s e:p "云"@zh .'
WRITTEN = {
    "ttl": TURTLE,
    "nt": '<https://example.org/s> <https://example.org/p> "云"@zh .',
    "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/">'
    '<rdf:Description rdf:about="https://example.org/s"><e:p xml:lang="zh">云</e:p></rdf:Description>'
    "</rdf:RDF>",
    "jsonld": '{"@context": {"e": "https://example.org/"},'
    ' "@id": "e:s", "e:p": {"@value": "云", "@language": "zh"}}',
    "trig": TURTLE,
    "nq": '<https://example.org/s> <https://example.org/p> "云"@zh .',
}
WRITTEN |= {"owl": WRITTEN["rdf"], "xml": WRITTEN["rdf"], "json": WRITTEN["jsonld"]}
NAMED = {
    "trig": f"<{G.value}> {{ <https://example.org/s> <https://example.org/p> '云'@zh }}",
    "nq": f'<https://example.org/s> <https://example.org/p> "云"@zh <{G.value}> .',
    "jsonld": f'{{"@id": "{G.value}", "@graph": [{WRITTEN["jsonld"]}]}}',
}


def test_every_known_ending_is_tried_below() -> None:
    assert set(WRITTEN) == set(BY_SUFFIX)


@pytest.mark.parametrize("ending", sorted(WRITTEN))
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_every_format_is_read_packed_or_not(
    empty: EmbeddedStore, tmp_path: Path, ending: str, packed: bool
) -> None:
    written = WRITTEN[ending].encode()
    file = tmp_path / (f"x.{ending}.gz" if packed else f"x.{ending}")
    file.write_bytes(gzip.compress(written) if packed else written)
    empty.load([file])

    assert list(empty.quads()) == [TRIPLE]


@pytest.mark.parametrize("ending", sorted(NAMED))
def test_graphs_that_a_file_names_stay_named(empty: EmbeddedStore, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"x.{ending}"
    file.write_text(NAMED[ending])
    empty.load([str(file)])

    assert list(empty.quads()) == [IN_GRAPH]


@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf", "jsonld"])
def test_triples_go_into_the_graph_that_is_asked_for(
    empty: EmbeddedStore, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"x.{ending}"
    file.write_text(WRITTEN[ending])
    empty.load([file], graph=G)

    assert list(empty.quads()) == [IN_GRAPH]


@pytest.mark.parametrize("ending", ["nq", "trig"])
def test_a_file_that_names_its_graphs_is_not_put_into_another(
    empty: EmbeddedStore, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"x.{ending}"
    file.write_text(NAMED[ending])

    with pytest.raises(BadFile, match="without `--graph`"):
        empty.load([file], graph=G)


def test_packing_is_known_by_the_first_bytes_and_not_by_the_name(
    empty: EmbeddedStore, tmp_path: Path
) -> None:
    packed, plain = tmp_path / "packed.ttl", tmp_path / "plain.ttl.gz"
    packed.write_bytes(gzip.compress(TURTLE.encode()))
    plain.write_text(TURTLE.replace("e:s", "e:other"))
    empty.load([packed, plain])

    assert len(empty) == 2


def test_relative_iris_are_relative_to_the_base(empty: EmbeddedStore, tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text("<s> <p> '云'@zh .")
    empty.load([file], base="https://example.org/")

    assert list(empty.quads()) == [TRIPLE]


def test_a_file_with_nothing_in_it_adds_nothing(empty: EmbeddedStore, tmp_path: Path) -> None:
    file = tmp_path / "x.nt"
    file.write_text("")
    empty.load([file])

    assert len(empty) == 0


def test_the_same_blank_node_label_in_two_files_is_two_nodes(empty: EmbeddedStore, tmp_path: Path) -> None:
    for name in ("a.nt", "b.nt"):
        (tmp_path / name).write_text("_:x <https://example.org/p> '1' .\n".replace("'", '"'))
    empty.load([tmp_path / "a.nt", tmp_path / "b.nt"])

    assert len(empty) == 2


BAD = {
    "malformed.ttl": (b"@prefix a: <https://a/> .\na:x a:y 'unclosed\n", "malformed.ttl:2:9", ""),
    "relative.ttl": (b"<s> <https://example.org/p> 1 .", "relative.ttl:1:1", "`--base`"),
    "malformed.nt": (b"<https://a/> <https://b/> <https://c/> .\nrubbish\n", "malformed.nt:2:1", ""),
    "malformed.nq": (b"<https://a/> <https://b/> <https://c/> <https://d/>\n", "malformed.nq:2:1", ""),
    "malformed.jsonld": (b'{"@id": "https://a/",\n "https://b/": [}', "malformed.jsonld:2:", ""),
    "malformed.rdf": (b"<a>\n<b></a>", "malformed.rdf", ""),
    "gbk.ttl": ("<https://a/> <https://b/> '杭州' .".encode("gbk"), "gbk.ttl:1:", "UTF-8"),
    "binary.ttl": (bytes(range(256)), "binary.ttl:1:", ""),
    "cut.ttl.gz": (gzip.compress(TURTLE.encode() * 50)[:-9], "cut.ttl.gz", "was cut short"),
    "damaged.ttl.gz": (b"\x1f\x8b" + b"rubbish" * 9, "damaged.ttl.gz", "damaged"),
    "remote.jsonld": (
        b'{"@context": "https://a/c.jsonld", "@id": "https://a/"}',
        "remote.jsonld",
        "nothing is",
    ),
    "nothing-known.csv": (b"a,b", "nothing-known.csv", ".ttl, .trig, .nt"),
    "turtle.tll": (b"", "turtle.tll", "did you mean .ttl?"),
    "no-ending": (b"", "no-ending", ".ttl"),
    "only.gz": (b"", "only.gz", ".ttl"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_named_with_line_and_column_and_nothing_is_loaded(
    empty: EmbeddedStore, tmp_path: Path, name: str
) -> None:
    empty.add([TRIPLE])
    written, where, said = BAD[name]
    good = tmp_path / "good.ttl"
    good.write_text(TURTLE.replace("e:s", "e:other"))
    bad = tmp_path / name
    bad.write_bytes(written)

    with pytest.raises(BadFile) as refused:
        empty.load([good, bad])

    assert f"{tmp_path}/{where}" in refused.value.sentence("en")
    assert said in refused.value.sentence("en")
    assert f"{tmp_path}/{where}" in refused.value.sentence("zh")
    assert list(empty.quads()) == [TRIPLE]


@pytest.mark.parametrize(
    ("name", "said"), [("gone.ttl", "there is no such file"), ("folder.ttl", "that is a folder")]
)
def test_a_file_that_cannot_be_read_is_named(
    empty: EmbeddedStore, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "folder.ttl").mkdir()

    with pytest.raises(BadFile, match=said):
        empty.load([tmp_path / name])


LINES = 25_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """N-Triples that are large enough to be split over the cores."""
    file = tmp_path_factory.mktemp("large") / "large.nt"
    with file.open("w") as out:
        for number in range(LINES):
            out.write(f"<https://example.org/s/{number}> <https://example.org/p/{number % 7}> ")
            out.write(f'"云 {number} {"x" * 120}" .\n')
    assert file.stat().st_size > 4 << 20
    return file


@pytest.fixture
def four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.rdf.loading._cores", lambda: 4)


@pytest.mark.usefixtures("four_cores")
def test_a_large_file_that_is_split_loses_no_line_and_doubles_none(empty: EmbeddedStore, large: Path) -> None:
    told: list[tuple[int, int]] = []
    empty.load([large], progress=lambda done, total: told.append((done, total)))

    assert len(empty) == LINES
    size = large.stat().st_size
    assert {total for _, total in told} == {size}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) > 8
    assert told[-1] == (size, size)


@pytest.mark.usefixtures("four_cores")
def test_a_split_load_into_an_empty_store_is_merged_by_the_next_change(large: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    store.load([large])
    assert store.snapshot is not None
    assert store.snapshot.derived_file("unmerged").exists()

    store.update("INSERT DATA { city:a a sl:City }")
    assert not store.snapshot.derived_file("unmerged").exists()
    assert len(store) == LINES + 1


@pytest.mark.usefixtures("four_cores")
def test_a_fault_in_a_split_file_has_the_line_it_has_in_the_whole(large: Path, tmp_path: Path) -> None:
    lines = large.read_text().splitlines()
    lines[14_000] = "first fault"
    lines[18_001] = "second fault"
    bad = tmp_path / "bad.nt"
    bad.write_text("\n".join(lines))

    for _ in range(3):
        with pytest.raises(BadFile, match=r"bad\.nt:14001:1"):
            EmbeddedStore.in_memory().load([bad])


@pytest.mark.usefixtures("four_cores")
def test_of_several_faults_the_first_is_told_though_another_is_met_before_it(
    large: Path, tmp_path: Path
) -> None:
    # A blank node keeps the first file in one piece, so that its fault is met last.
    late, early = tmp_path / "late.nt", tmp_path / "early.nt"
    late.write_text('_:x <https://example.org/p> "1" .\n' + large.read_text() + "rubbish\n")
    early.write_text("rubbish\n" + large.read_text())

    with pytest.raises(BadFile, match=rf"late\.nt:{LINES + 2}:1"):
        EmbeddedStore.in_memory().load([late, early])


@pytest.mark.usefixtures("four_cores")
def test_a_large_file_with_blank_nodes_keeps_each_of_them_one(large: Path, tmp_path: Path) -> None:
    file = tmp_path / "blank.nt"
    blank = "_:x <https://example.org/p> <https://example.org/o{}> .\n"
    file.write_text(blank.format(1) + large.read_text() + blank.format(2))
    store = EmbeddedStore.in_memory()
    store.load([file])

    nodes = {
        q.subject for n in (1, 2) for q in store.quads(None, None, NamedNode(f"https://example.org/o{n}"))
    }
    assert len(nodes) == 1


@pytest.mark.usefixtures("four_cores")
def test_a_load_that_is_interrupted_leaves_the_store_as_it_was(large: Path, tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    store = open_store(tmp_path / "store", create=True)
    with pytest.raises(KeyboardInterrupt):
        store.load([large], progress=interrupt)

    assert len(open_store(tmp_path / "store")) == 0


IRIS = st.sampled_from([NamedNode(f"https://example.org/{name}") for name in "abcd"])
LITERALS = st.text(alphabet="ab\"\\\n\t云é'", max_size=6).map(Literal)
QUADS = st.builds(Quad, IRIS, IRIS, IRIS | LITERALS, IRIS | st.just(DefaultGraph()))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(QUADS, max_size=30), st.integers(0, 2**32), st.integers(0, 40))
def test_what_is_loaded_is_what_was_written_in_any_order_or_else_nothing(
    tmp_path_factory: pytest.TempPathFactory, quads: list[Quad], seed: int, break_at: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    lines = [f"{quad} .\n" for quad in quads]
    random.Random(seed).shuffle(lines)
    (folder / "x.nq").write_text("".join(lines), encoding="utf-8")
    store = EmbeddedStore.in_memory()
    store.load([folder / "x.nq"])
    assert set(store.quads()) == set(quads)

    lines.insert(min(break_at, len(lines)), "rubbish\n")
    (folder / "y.nq").write_text("".join(lines), encoding="utf-8")
    nothing = EmbeddedStore.in_memory()
    with pytest.raises(BadFile):
        nothing.load([folder / "y.nq"])
    assert len(nothing) == 0
