"""What bad input gets: a sentence that names the value and what to do, exit 1, nothing half-written."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from kg.cli.main import main
from kg.disk import folder
from kg.store import open_store

Capture = pytest.CaptureFixture[str]

_REFERENCE = {"places.ttl", "organisations.ttl", "reports.ttl"}
RANKING = "ranking:idc-ai-cities-2018-2019"


@pytest.fixture
def store(demo_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_folder, tmp_path / "kg-store"))


def _refused(words: list[str], capsys: Capture, *named: str, code: int = 1) -> None:
    """Check that a command is refused in both languages, naming these, with no traceback and no result."""
    for language in ("en", "zh"):
        capsys.readouterr()
        assert main(["--lang", language, *words]) == code
        said = capsys.readouterr()
        assert said.out == "" and said.err.startswith("kg: "), said
        assert "Traceback" not in said.err and "{" not in said.err.replace("{ ?", "")
        for name in named:
            assert name in said.err, said.err
        assert len(said.err.strip().splitlines()) >= 2, f"it does not say what to do: {said.err}"


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("a.ttl", b"@prefix x: <urn:x> .\nx:a x:b\n", "a.ttl:"),
        ("a.ttl", b"city:hangzhou a <urn:x> .\n", "a.ttl:1"),
        ("a.nt", b"<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> oops .\n", "a.nt:2"),
        ("a.nq", b"<urn:a> <urn:b> .\n", "a.nq:1"),
        ("a.trig", b"<urn:g> { <urn:a> <urn:b> }}", "a.trig:"),
        ("a.rdf", b"<rdf:RDF", "a.rdf"),
        ("a.jsonld", b'{"@id": ', "a.jsonld"),
        ("a.jsonld", b'{"@context": "https://example.org/c", "@id": "urn:a"}', "a.jsonld"),
        ("a.ttl.gz", gzip.compress(b"<urn:a> <urn:b> <urn:c> .", mtime=0)[:-9], "a.ttl.gz"),
        ("a.ttl", b'<urn:a> <urn:b> "\xff\xfe" .', "a.ttl"),
        ("a.docx", b"", ".ttl"),
    ],
)
def test_a_malformed_file_is_named_with_its_line_and_nothing_is_loaded(
    store: Path, tmp_path: Path, capsys: Capture, name: str, content: bytes, where: str
) -> None:
    good = tmp_path / "good.ttl"
    good.write_text("<urn:good> <urn:b> <urn:c> .", encoding="utf-8")
    bad = tmp_path / name
    bad.write_bytes(content)
    with open_store(store) as before:
        count = len(before)
    _refused(["load", str(good), str(bad), "--store", str(store)], capsys, where)
    with open_store(store) as after:
        assert len(after) == count


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["query", "city-rankin"], ["city-rankin", "city-ranking"]),
        (["query", "companies-in-city", "--param", "citi=杭州"], ["citi", "city"]),
        (["query", "companies-in-city", "--param", "city"], ["'city'", "NAME=VALUE"][:1]),
        (["query", "companies-in-city", "--param", "city=杭洲"], ["杭洲"]),
        (
            ["query", "companies-in-city", "--param", "city=Suzhou"],
            ["city:suzhou-jiangsu", "city:suzhou-anhui"],
        ),
        (["query", "companies-in-city", "--param", "city=citi:hangzhou"], ["citi"]),
        (["query", "companies-in-city", "--format", "gexf"], ["gexf", "csv"]),
        (["query", "company-city", "--format", "table"], ["table", "turtle"]),
        (["query", "none.rq"], ["none.rq"]),
        (["show", "没有这个"], ["没有这个"]),
        (["path", "杭州", "没有这个"], ["没有这个"]),
        (["export", "-o", "graph.docx"], ["graph.docx", ".ttl"]),
        (["export", "--graph", "all", "-o", "all.ttl"], ["turtle", "trig"]),
        (["export", "--query", "city-ranking"], ["city-ranking", "CONSTRUCT"]),
        (["export", "--check", "none.ttl"], ["none.ttl"]),
        (["draw", "-o", "network.jpeg"], ["network.jpeg", ".html"]),
        (["draw", "-o", "no/such/folder/network.html"], ["no/such/folder"]),
        (["conflicts", "--documents", "no-such-folder"], ["no-such-folder"]),
    ],
)
def test_a_wrong_word_is_named_with_what_to_do(
    store: Path,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    named: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(p for p in tmp_path.rglob("*") if "kg-store" not in p.parts)
    _refused(words if "--check" in words else [*words, "--store", str(store)], capsys, *named)
    assert sorted(p for p in tmp_path.rglob("*") if "kg-store" not in p.parts) == before


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT ?x { ?x sl:basedIn }", ["1"]),
        ("SELECT ?x {\n ?x citi:basedIn ?y }", ["citi"]),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", []),
        ("", []),
        ("# nothing", []),
    ],
)
def test_sparql_that_does_not_parse_is_told_where(
    store: Path, tmp_path: Path, capsys: Capture, text: str, named: list[str]
) -> None:
    path = tmp_path / "bad.rq"
    path.write_text(text, encoding="utf-8")
    _refused(["query", str(path), "--store", str(store)], capsys, *named)


def test_a_place_that_holds_something_else_is_left_as_it_was(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    for words in (["build"], ["stats"], ["load", str(folder("data") / "policies.ttl")]):
        _refused([*words, "--store", str(tmp_path)], capsys, str(tmp_path))
    assert [p.name for p in tmp_path.iterdir()] == ["photo.jpg"]


@pytest.mark.parametrize("content", [b"", b"  \n", b"\x89PNG\r\n\x1a\n\x00\x00\x00"])
def test_an_empty_or_binary_document_is_refused_and_no_data_changes(
    tmp_path: Path, capsys: Capture, content: bytes
) -> None:
    data, words = _claim_words(tmp_path, content)
    _refused(words, capsys, "article.txt")
    assert {path.name for path in data.iterdir()} == _REFERENCE


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"quote": "上海第一"}, ["上海第一"]),
        ({"quote": None, "evidence": {"start": 3, "end": 99}}, ["99"]),
        ({"fact": "Rankin"}, ["Rankin", "RankingEntry"]),
        ({"roles": {"ranking": RANKING, "plaice": "city:beijing", "rank": 1}}, ["plaice", "place"]),
        ({"roles": {"ranking": RANKING, "place": "city:beijing", "rank": "first"}}, ["first", "rank"]),
    ],
)
def test_a_claim_that_is_not_right_is_refused_and_no_data_changes(
    tmp_path: Path, capsys: Capture, change: dict[str, object], named: list[str]
) -> None:
    data, words = _claim_words(tmp_path, "北京第一，北京又第一。".encode(), change)
    _refused(words, capsys, *named)
    assert {path.name for path in data.iterdir()} == _REFERENCE


def test_a_document_in_gbk_is_decoded_and_it_is_said(tmp_path: Path, capsys: Capture) -> None:
    data, words = _claim_words(
        tmp_path, "榜单上，上海第一，这是中国的排名。".encode("gbk"), {"quote": "上海第一"}
    )
    assert main(["--lang", "zh", *words]) == 0
    assert "gb18030" in capsys.readouterr().err
    assert (data / "claims" / "a.ttl").exists()


def test_a_cycle_of_parts_is_told_as_a_cycle_and_exits_3(
    store: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "ring.rq"
    with open_store(store) as opened:
        opened.update("INSERT DATA { province:zhejiang sl:partOf city:hangzhou }")
    capsys.readouterr()
    assert main(["--lang", "zh", "validate", "--store", str(store)]) == 3
    said = capsys.readouterr().out
    assert "杭州" in said and "浙江" in said and not path.exists()


def test_every_shape_violation_is_kept_and_the_worst_come_first(store: Path, capsys: Capture) -> None:
    with open_store(store) as opened:
        opened.update("DELETE { ?f sl:place ?p } WHERE { ?f a sl:Location ; sl:place ?p }")
    capsys.readouterr()
    assert main(["validate", "--json", "--store", str(store)]) == 3
    findings = json.loads(capsys.readouterr().out)["findings"]
    order = ["violation", "warning", "info"]
    severities = [order.index(f["severity"]) for f in findings]
    assert severities == sorted(severities)
    assert sum(f["severity"] == "violation" for f in findings) >= 30


def _claim_words(
    tmp_path: Path, content: bytes, change: dict[str, object] | None = None
) -> tuple[Path, list[str]]:
    data = tmp_path / "data"
    data.mkdir()
    for name in _REFERENCE:
        shutil.copy(folder("data") / name, data)
    article = tmp_path / "article.txt"
    article.write_bytes(content)
    said = {
        "fact": "RankingEntry",
        "roles": {"ranking": RANKING, "place": "city:beijing", "rank": 1},
        "quote": "北京第一",
    } | (change or {})
    lines = tmp_path / "claims.jsonl"
    lines.write_text(json.dumps({k: v for k, v in said.items() if v is not None}), encoding="utf-8")
    words = ["claim", str(lines), "--document", str(article), "--name", "a", "--data", str(data)]
    return data, words
