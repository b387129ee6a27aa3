"""Adding claims and reviews on the command line: checked against the data folder, into files of one's own."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.main import main
from kg.disk import folder
from kg.errors import BadClaim, BadFile
from kg.model.claim_json import check_form
from kg.populate import data_folder as folders
from kg.populate.reference import Reference
from kg.rdf.turtle import check

Capture = pytest.CaptureFixture[str]
Claim = Callable[..., tuple[int, str, str]]

TEXT = "阿里巴巴总部位于杭州，2018年3月成立。"
SAID: dict[str, Any] = {
    "fact": "Location",
    "roles": {"organisation": "阿里巴巴", "place": "杭州", "role": "总部", "from": "2018-03"},
    "quote": "总部位于杭州",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the project's data."""
    folders.copy_bundled("data", tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(scope="module")
def bundled() -> Reference:
    return Reference.read(folder("ontology"), folder("data"))


@pytest.fixture
def read_once(bundled: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    """For what is refused, and so changes nothing: the data is read once for all of them."""
    monkeypatch.setattr(Reference, "read", lambda *_: bundled)


@pytest.fixture
def claim(data: Path, tmp_path: Path, capsys: Capture) -> Claim:
    """Claim something of a short document: the exit code, what is printed, what is said."""
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")

    def run(said: object, *words: str, language: str = "en") -> tuple[int, str, str]:
        lines = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        (tmp_path / "claims.jsonl").write_text(lines, encoding="utf-8")
        given = ["claim", str(tmp_path / "claims.jsonl"), "--document", str(tmp_path / "article.txt")]
        given += ["--name", "Bad Name", "--data", str(data), *words]
        capsys.readouterr()
        try:
            code = main(["--lang", language, *given])
        except SystemExit as stop:
            code = int(stop.code or 0)
        found = capsys.readouterr()
        return code, found.out, found.err

    return run


def test_names_stand_for_things_and_the_files_that_were_written_are_printed(claim: Claim, data: Path) -> None:
    code, out, err = claim(SAID, "--accept", "--by", "me")
    assert code == 0 and "document:bad-name: 1 new claim" in err and f"--data {data}" in err
    written = [Path(line) for line in out.splitlines()]
    assert [p.relative_to(data).as_posix() for p in written] == [
        "documents.ttl",
        "claims/bad-name.ttl",
        "reviews.ttl",
    ]
    text = (data / "claims" / "bad-name.ttl").read_text(encoding="utf-8")
    for term in ("company:alibaba", "city:hangzhou", "site:headquarters"):
        assert term in text
    assert all(check(path) is None for path in written)


def test_a_name_and_a_curie_make_the_same_claim(claim: Claim) -> None:
    claim(SAID)
    roles = {"organisation": "company:alibaba", "place": "Hangzhou", "role": "site:headquarters"}
    _, _, err = claim(SAID | {"roles": SAID["roles"] | roles})
    assert "0 new claims, 1 in all" in err


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"roles": {"organisation": "company:nosuch"}}, ["company:nosuch", "organisation"]),
        ({"roles": {"organisation": "company:alibba"}}, ["company:alibba", "company:alibaba"]),
        ({"roles": {"organisation": "没有这家"}}, ["没有这家"]),
        ({"roles": {"place": "company:iflytek"}}, ["company:iflytek", "Place"]),
        ({"roles": {"place": "Suzhou"}}, ["city:suzhou-anhui", "city:suzhou-jiangsu"]),
        ({"roles": {"from": "yesterday"}}, ["yesterday", "2017/2022"]),
        ({"roles": {"from": "2018-13"}}, ["2018-13"]),
        ({"quote": None}, ["`quote`"]),
        ({"quote": ""}, ["quote"]),
        ({"quote": 3}, ["3"]),
        ({"quote": None, "evidence": {"start": "a"}}, ["evidence", "start"]),
        ({"quote": None, "qoute": "总部位于杭州"}, ["qoute", "quote"]),
        ({"roles": None}, ["roles"]),
        ({"confidence": "sure"}, ["confidence", "sure"]),
        ({"attributedTo": "没有这家"}, ["没有这家"]),
    ],
)
@pytest.mark.usefixtures("read_once")
def test_a_claim_with_a_slip_is_refused_and_says_which(
    claim: Claim, data: Path, change: dict[str, Any], named: list[str]
) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*.ttl")}
    said = SAID | change
    if isinstance(change.get("roles"), dict):
        said["roles"] = SAID["roles"] | change["roles"]
    for language in ("en", "zh"):
        code, out, err = claim(said, language=language)
        assert code == 1 and out == "" and all(name in err for name in named), err
        assert len(err.splitlines()) >= 2 and "Traceback" not in err
    assert {path: path.read_bytes() for path in data.rglob("*.ttl")} == before


@pytest.mark.parametrize("line", ["{oops", "3", '{"fact": "Location"', "[]"])
@pytest.mark.usefixtures("read_once")
def test_a_line_that_is_no_claim_is_told_in_our_words(claim: Claim, line: str) -> None:
    for language in ("en", "zh"):
        code, _, err = claim(line, language=language)
        assert code == 1 and "claims.jsonl:1" in err and "kg claim --help" in err
        assert "Expecting" not in err and "char" not in err


@pytest.mark.usefixtures("read_once")
def test_a_number_that_is_none_is_explained(claim: Claim) -> None:
    entry = {"ranking": "ranking:idc-ai-cities-2018-2019", "place": "北京", "rank": "first"}
    for language, told in (("en", "write a whole number"), ("zh", "请写整数")):
        _, _, err = claim({"fact": "RankingEntry", "roles": entry, "quote": "阿里"}, language=language)
        assert "'first'" in err and told in err and "invalid literal" not in err


@pytest.mark.parametrize("date", ["yesterday", "2018-02-30", "20180101"])
@pytest.mark.usefixtures("read_once")
def test_a_date_that_is_none_is_refused(claim: Claim, date: str) -> None:
    for language in ("en", "zh"):
        code, out, err = claim(SAID, "--date", date, language=language)
        assert code == 1 and out == "" and date in err and "2018-12-20" in err


def test_a_line_end_that_is_none_to_json_does_not_part_a_claim(claim: Claim) -> None:
    said = SAID | {"asWritten": "a\u2028b"}
    assert claim(said)[0] == 0


def test_the_copy_inside_a_package_is_not_written_to(
    claim: Claim, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "PACKAGE", data.parent)
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    for language in ("en", "zh"):
        code, out, err = claim(SAID, language=language)
        assert code == 1 and out == "" and "`kg data my-data`" in err and "--data my-data" in err
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_a_data_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="kg data"):
        folders.data_to_write(str(tmp_path / "none"))
    assert folders.data_to_write(None) == folder("data")


def test_a_review_says_how_many_and_where(claim: Claim, data: Path, capsys: Capture) -> None:
    claim(SAID)
    text = (data / "claims" / "bad-name.ttl").read_text(encoding="utf-8")
    (curie,) = {word for word in text.split() if word.startswith("claim:bad-name-")}
    words = ["review", "reject", curie, "--by", "me", "--reason", "typo", "--data", str(data)]
    assert main(["--lang", "en", *words]) == 0
    said = capsys.readouterr()
    assert said.out == f"{data / 'reviews.ttl'}\n" and said.err.startswith("1 review added")
    assert curie in (data / "reviews.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize("part", ["data", "ontology", "queries"])
def test_a_copy_of_a_part_is_whole_and_is_printed(tmp_path: Path, capsys: Capture, part: str) -> None:
    assert main(["--lang", "en", "data", str(tmp_path / "mine"), "--part", part]) == 0
    printed = [Path(line).relative_to(tmp_path / "mine") for line in capsys.readouterr().out.splitlines()]
    wanted = {p.relative_to(folder(part)) for p in folder(part).rglob("*") if p.is_file()}
    assert {p for p in wanted if not p.name.startswith(".")} == set(printed)
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def test_nothing_is_copied_over_what_is_there(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a").touch()
    for language in ("en", "zh"):
        assert main(["--lang", language, "data", str(tmp_path / "mine")]) == 1
        assert str(tmp_path / "mine") in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["a"]
    shutil.rmtree(tmp_path / "mine")
    (tmp_path / "mine").mkdir()
    assert main(["data", str(tmp_path / "mine")]) == 0


@given(
    st.dictionaries(
        st.sampled_from([*SAID, "nth", "evidence", "confidence"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
            ),
            max_leaves=4,
        ),
    )
)
def test_whatever_json_says_is_taken_or_refused_in_a_sentence(change: dict[str, Any]) -> None:
    try:
        check_form(SAID | change)
    except BadClaim as error:
        assert all(len(error.sentence(language).splitlines()) >= 2 for language in ("en", "zh"))


def test_the_kinds_of_an_ontology_of_ones_own_are_known(tmp_path: Path) -> None:
    own = tmp_path / "ontology"
    shutil.copytree(folder("ontology"), own)
    assert Reference.read(own, folder("data")).kinds.keys() >= {"Location", "Statistic"}
