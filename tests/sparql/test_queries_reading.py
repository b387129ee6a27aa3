"""Reading queries: their heads, their files, their names."""

from pathlib import Path

import pytest
from support.named_queries import HEAD, QUERIES

from kg.errors import BadFile, UnknownQuery
from kg.graph.table import first
from kg.sparql.named_queries import parse_query, read_query, read_query_file


def test_a_head_is_read_as_it_is_written() -> None:
    query = parse_query(HEAD, "mine")
    assert (query.title["zh"], query.title["en"], query.form) == ("企业", "Companies", "SELECT")
    city, year = query.parameters.values()
    assert (city.type, city.is_needed, city.about["en"]) == ("City", True, "the city")
    assert (year.type, year.is_needed, year.default) == ("Year", False, "2018")
    assert query.columns == {"company": {"zh": "企业", "en": "Company"}}


def test_only_comments_before_the_query_are_its_head() -> None:
    assert parse_query("ASK {}\n# title: 无 · none\n", "mine").title == {}


def test_a_text_without_a_second_language_serves_for_both() -> None:
    assert parse_query("# title: mine\nASK {}", "mine").title == {"zh": "mine", "en": "mine"}


@pytest.mark.parametrize("line", ["# param city", "# param city = City", "# column rank"])
def test_a_malformed_line_of_a_head_is_shown_beside_a_right_one(line: str) -> None:
    with pytest.raises(BadFile, match=f"{line!r} does not say it right\n  write it like # "):
        parse_query(f"{line}\nASK {{}}", "mine")


def test_a_misspelt_query_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownQuery, match=f"did you mean city-ranking.* lists all {len(QUERIES)}"):
        read_query("city-ranks")


def test_a_query_name_that_is_near_to_none_suggests_none() -> None:
    with pytest.raises(UnknownQuery, match=f"named 'nope'\n  `kg queries` lists all {len(QUERIES)}$"):
        read_query("nope")


@pytest.mark.parametrize("name", ["../queries/zones", "/etc/passwd", "", "a b"])
def test_a_name_that_is_a_path_is_no_query(name: str, tmp_path: Path) -> None:
    if name.startswith("/"):
        name = f"{tmp_path}{name}"
    folder = tmp_path / "queries"
    # There is such a file: it is the name that is refused.
    file = folder / f"{name}.rq"
    for place in (folder, file.parent):
        place.mkdir(parents=True, exist_ok=True)
    file.write_text("ASK {}", encoding="utf-8")
    with pytest.raises(UnknownQuery):
        read_query(name, folder)


def test_reading_one_query_opens_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "good.rq").write_text("ASK {}", encoding="utf-8")
    (tmp_path / "bad.rq").write_bytes(b"\xff")
    assert read_query("good", tmp_path).form == "ASK"
    with pytest.raises(BadFile, match="cannot be read"):
        read_query("bad", tmp_path)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="No such file"):
        read_query_file(tmp_path / "mine.rq")


def test_first_says_whether_there_is_more_and_reads_no_further() -> None:
    rows = iter(range(10))
    assert first(rows, 3) == ([0, 1, 2], True)
    assert next(rows) == 4
    assert first(range(3), 3) == ([0, 1, 2], False)
    assert first(range(3), None) == ([0, 1, 2], False)
