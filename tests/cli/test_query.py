"""Asking on the command line: queries in every way to give them, their rows, and finding by name."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import kg.cli.parsing as parsing
from kg.cli.main import main
from kg.graph.text_table import width

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def said(demo_folder: Path, capsys: Capture):  # type: ignore[no-untyped-def]
    """Run a command on the project's own graph: its exit code, what it prints, what it says."""

    def run(*words: str, language: str = "en") -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(["--lang", language, *words, "--store", str(demo_folder)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        found = capsys.readouterr()
        return code, found.out, found.err

    return run


@pytest.mark.parametrize(("command", "name"), [("draw", "picture.html"), ("export", "part.ttl")])
def test_a_picture_and_an_export_of_a_query_take_its_parameters(
    said, tmp_path: Path, command: str, name: str
) -> None:  # type: ignore[no-untyped-def]
    words = (command, "--query", "city-surroundings", "-o", str(tmp_path / name))
    code, _, err = said(*words)
    assert code == 1 and "--param city=" in err
    assert said(*words, "--param", "city=杭州")[0] == 0
    assert "alibaba" in (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["SELECT ?c { ?c sl:basedIn city:hefei }", "ASK{city:hefei a sl:City}"])
def test_sparql_is_known_by_its_braces(said, text: str) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = said("query", text)
    assert code == 0 and ("iFLYTEK" in out or "yes" in out)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("query", "city-ranking", "--limit", "-1"), "-1"),
        (("query", "city-ranking", "--limit", "0"), "'0'"),
        (("query", "city-ranking", "--format", "pdf"), "pdf"),
        (("query",), "NAME|FILE|SPARQL|-"),
        (("query", "city-ranking", "--labls"), "--labls"),
        (("query", "company-city", "--format", "csv"), "tables.zip"),
        (("query", "company-city", "--format", "csv", "-o", "x.csv"), "x.csv"),
        (("export", "--format", "csv"), "tables/"),
        (("export", "--graph", "graph:ontology", "--thing", "杭州"), "--thing"),
        (("export", "--param", "city=杭州"), "--query"),
        (("draw", "--query", "company-city", "--focus", "杭州"), "--focus"),
        (("draw", "--company-city", "--focus", "杭州"), "--company-city"),
        (("find", "杭州", "--kind", "foo"), "company"),
        (("find", "杭州", "--kind"), "--kind"),
        (("show", "杭州", "--page", "0"), "--page"),
    ],
)
def test_misuse_is_told_in_the_readers_language_and_exits_2(
    said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], named: str
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    for language, is_told in (("en", str.isascii), ("zh", lambda text: not text.isascii())):
        code, out, err = said(*words, language=language)
        assert code == 2 and out == "" and err.startswith("kg: ") and named in err
        assert all(is_told(line.replace("杭州", "")) for line in err.strip().splitlines()), err
    assert list(tmp_path.iterdir()) == []


def test_every_complaint_of_argparse_that_we_know_is_one_it_makes() -> None:
    spoken = {
        "the following arguments are required: A": "A",
        "unrecognized arguments: --b": "--b",
        "argument --c: invalid choice: 'x' (choose from 'y', 'z')": "'y'",
        "argument --d: expected one argument": "--d",
        "argument e: expected at least one argument": "e",
        "argument --f: ignored explicit argument 'x'": "--f",
        "argument --g: '0' is not a whole number from 1 on": "'0'",
        "argument --h: '70000' is not a port from 0 to 65535": "'70000'",
        "argument --i: 'a b' is not a host, such as example.org": "'a b'",
        "argument --j: 'here' is not an address such as https://example.org": "https://example.org",
        "argument --k: '-1' is not a number of seconds above 0": "'-1'",
    }
    assert len(spoken) == len(parsing._COMPLAINTS)
    for message, named in spoken.items():
        assert named in parsing.complaint(message, "zh") and parsing.complaint(message, "zh") != message
    assert parsing.complaint("something new", "zh") == "something new"


def test_labels_stand_after_their_things_and_no_row_is_lost(said) -> None:  # type: ignore[no-untyped-def]
    query = "SELECT ?x ?n { VALUES (?x ?n) { (city:hangzhou 1) (<urn:nobody> 2) (UNDEF 3) } }"
    for form, split in (("csv", ","), ("tsv", "\t")):
        _, out, _ = said("query", query, "--format", form, "--labels", language="zh")
        rows = list(csv.reader(io.StringIO(out), delimiter=split))
        assert [cell.strip("?") for cell in rows[0]] == ["x", "xLabel", "n"]
        assert [row[1].strip('"') for row in rows[1:]] == ["杭州", "", ""]
    _, out, _ = said("query", query, "--format", "json", "--labels")
    found = json.loads(out)["results"]["bindings"]
    assert [row.get("xLabel", {}).get("value") for row in found] == ["Hangzhou", None, None]


def test_a_column_that_the_query_names_already_stays_its_own(said) -> None:  # type: ignore[no-untyped-def]
    query = "SELECT ?x ?xLabel { VALUES (?x ?xLabel) { (city:hangzhou 'mine') } }"
    assert "mine" in said("query", query, "--format", "csv", "--labels")[1]


def test_long_numbers_are_told_so_that_they_can_be_read(said) -> None:  # type: ignore[no-untyped-def]
    query = "SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (100000000000 2018 '330100') } }"
    assert said("query", query)[1].splitlines()[-1].split() == ["100,000,000,000", "2018", "330100"]
    assert said("query", query, language="zh")[1].splitlines()[-1].split() == ["1000亿", "2018", "330100"]
    assert "100000000000,2018" in said("query", query, "--format", "csv")[1]


def test_a_column_without_a_value_is_left_out_where_there_is_no_room_and_named(
    said, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    query = "SELECT ?a ?b { VALUES (?a ?b) { ('123456' UNDEF) } }"
    assert said("query", query)[1].split()[:2] == ["a", "b"]
    monkeypatch.setenv("COLUMNS", "9")
    assert said("query", query)[1].split()[:2] == ["a", "b"]
    monkeypatch.setenv("COLUMNS", "8")
    _, out, err = said("query", query)
    assert out.split() == ["a", "------", "123456"] and "empty: b" in err and "1 row\n" in err


def test_a_table_is_as_wide_as_columns_says(said, monkeypatch: pytest.MonkeyPatch, demo_folder: Path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COLUMNS", "60")
    _, out, _ = said("query", "statistics", "--limit", "5")
    assert all(width(line) <= 60 for line in out.splitlines()) and "…" in out
    monkeypatch.delenv("COLUMNS")
    assert "…" not in said("query", "statistics", "--limit", "5")[1]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT ?c { ?c a sl:Compny }", ["sl:Compny", "sl:Company"]),
        ("SELECT ?c { ?c sl:basdIn city:hangzhou }", ["sl:basdIn", "sl:basedIn"]),
        ("SELECT ?c { ?c sl:basedIn city:hangzou }", ["city:hangzou", "city:hangzhou"]),
        ("SELECT ?c { ?c sl:basedIn city:suzhou }", ["city:suzhou", "city:suzhou-jiangsu"]),
        ("PREFIX x: <urn:x/> SELECT ?c { ?c a x:y }", ["<urn:x/y>"]),
    ],
)
def test_no_rows_for_a_term_that_is_nowhere_is_explained(said, query: str, named: list[str]) -> None:  # type: ignore[no-untyped-def]
    for language in ("en", "zh"):
        code, _, err = said("query", query, language=language)
        assert code == 0 and all(name in err for name in named)
        assert len(err.splitlines()) == 2


def test_no_rows_of_terms_that_are_known_need_no_explanation(said) -> None:  # type: ignore[no-untyped-def]
    query = "SELECT ?c { ?c a sl:Company ; sl:partOf city:hangzhou FILTER (?c != '1'^^xsd:integer) }"
    assert said("query", query)[2] == "0 rows\n"


@pytest.mark.parametrize(
    ("text", "near"),
    [("suzhuo", "city:suzhou-jiangsu"), ("alibba", "company:alibaba"), ("杭洲", "city:hangzhou")],
)
def test_a_slip_in_a_name_finds_what_was_meant(said, text: str, near: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = said("find", text)
    assert code == 3 and out == "" and text in err and near in err


@pytest.mark.parametrize("words", [("find", "没有这个"), ("show", "city:nope"), ("show", "没有这个")])
def test_where_nothing_is_near_nothing_is_suggested(said, words: tuple[str, str]) -> None:  # type: ignore[no-untyped-def]
    code, _, err = said(*words)
    assert code in (1, 3) and "city:" not in err.replace("city:nope", "")


def test_a_thing_that_is_not_there_names_the_nearest_of_its_kind(said) -> None:  # type: ignore[no-untyped-def]
    for words in (
        ("show", "city:hangzou"),
        ("path", "city:hangzou", "北京"),
        ("export", "--thing", "city:hangzou"),
    ):
        code, out, err = said(*words)
        assert code == 1 and out == "" and "city:hangzhou" in err


@pytest.mark.parametrize("kind", ["city", "City", "城市"])
def test_a_kind_is_known_by_its_name_its_class_and_its_label(said, kind: str) -> None:  # type: ignore[no-untyped-def]
    _, out, _ = said("find", "hz", "--kind", kind, "--json")
    assert {found["iri"].split("/")[-2] for found in json.loads(out)} == {"city"}


def test_two_cities_of_one_name_are_told_apart_by_their_provinces(said) -> None:  # type: ignore[no-untyped-def]
    _, out, _ = said("find", "Suzhou")
    assert "Anhui" in out and "Jiangsu" in out
    _, out, _ = said("find", "Suzhou", "--json")
    assert {found["partOf"].split("/")[-1] for found in json.loads(out)} == {"anhui", "jiangsu"}


def test_a_graph_that_is_not_there_names_the_nearest(said, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "x.ttl"
    for language in ("en", "zh"):
        code, _, err = said("export", "--graph", "graph:ontolgy", "-o", str(out), language=language)
        assert code == 1 and "graph:ontology" in err and not out.exists()


def test_a_page_after_the_last_says_how_many_there_are(said) -> None:  # type: ignore[no-untyped-def]
    for language in ("en", "zh"):
        code, out, err = said("show", "合肥", "--page", "99", language=language)
        assert code == 1 and out == "" and "99" in err and "--page 1" in err


@pytest.mark.parametrize(
    "words", [("query", "none.rq"), ("load", "none.ttl"), ("export", "--check", "none.ttl")]
)
def test_a_file_that_is_not_there_is_told_in_words(said, words: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    for language, why in (("en", "there is no such file"), ("zh", "没有这个文件")):
        code, _, err = said(*words, language=language)
        assert code == 1 and why in err and words[-1] in err and "Errno" not in err


def test_chinese_words_are_read_in_the_c_locale(demo_folder: Path) -> None:
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PATH": os.environ["PATH"], "KG_LANG": "en"}
    run = [sys.executable, "-m", "kg"]
    shown = subprocess.run(
        [*run, "show", "合肥", "--store", str(demo_folder)], capture_output=True, env=environment
    )
    assert shown.returncode == 0 and shown.stdout.decode().startswith("Hefei (city:hefei)")
    loaded = subprocess.run([*run, "load", "合肥.ttl"], capture_output=True, env=environment)
    assert loaded.returncode == 2 and b"LC_ALL" in loaded.stderr and b"Traceback" not in loaded.stderr


def test_help_in_chinese_uses_chinese_colons(capsys: Capture) -> None:
    main(["--lang", "zh", "--help"])
    with pytest.raises(SystemExit):
        main(["--lang", "zh", "draw", "--help"])
    said = capsys.readouterr().out
    assert "命令：\n" in said and "选项：\n" in said and "示例：kg draw" in said and ":\n" not in said


def test_a_query_says_what_counts_where_a_parameter_is_left_out(capsys: Capture) -> None:
    edition = "ranking:idc-ai-cities-2018-2019"
    main(["--lang", "zh", "queries", "editions-side-by-side"])
    main(["--lang", "en", "queries", "editions-side-by-side"])
    main(["--lang", "en", "queries", "companies-in-city"])
    said = capsys.readouterr().out
    assert f"Ranking（默认 {edition}）  " in said and f"Ranking (else {edition})  " in said
    assert "City (optional)  the city" in said


def test_standard_input_that_is_no_utf8_and_a_store_that_is_a_file_are_told_in_words(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "kg", "--lang", "zh", "query", "-"]
    ran = subprocess.run(run, input="# 合肥\nASK {}".encode("gbk"), capture_output=True)
    assert ran.returncode == 1 and "标准输入" in ran.stderr.decode() and b"Traceback" not in ran.stderr
    (tmp_path / "file").touch()
    made = subprocess.run(
        [*run[:5], "demo", "--output", str(tmp_path / "file" / "x"), "--store", str(tmp_path / "s")],
        capture_output=True,
    )
    assert made.returncode == 1 and "file" in made.stderr.decode() and b"Traceback" not in made.stderr


def test_labels_of_triples_are_refused(said) -> None:  # type: ignore[no-untyped-def]
    assert said("query", "company-city", "--labels")[0] == 1
