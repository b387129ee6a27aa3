"""Turtle files: rewritten in their canonical form, checked for it, and refused where they are no Turtle."""

import re
from pathlib import Path

import pytest

from kg.disk import folder
from kg.errors import BadFile
from kg.rdf import turtle


def test_a_file_is_rewritten_once(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text("# a comment\n<http://a> <http://b> <http://d>, <http://c> .\n")
    assert turtle.check(path) == 1
    assert turtle.format_file(path)
    assert path.read_text() == "<http://a>\n    <http://b>\n        <http://c>,\n        <http://d> ;\n.\n"
    assert turtle.check(path) is None
    assert not turtle.format_file(path)


def test_check_names_the_first_line_that_differs(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text("<http://a>\n    <http://b>\n        <http://d>,\n        <http://c> ;\n.\n")
    assert turtle.check(path) == 3


def test_check_names_the_line_where_one_ends_before_the_other(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text("<http://a>\n    <http://b> 1 ;\n.\n\n")
    assert turtle.check(path) == 4


def test_carriage_returns_are_not_canonical(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_bytes(b"<http://a>\r\n    <http://b> 1 ;\r\n.\r\n")
    assert turtle.check(path) == 1


def test_a_file_that_does_not_parse_is_named_with_line_and_column_and_left_alone(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text("<http://a> <http://b> 1 .\n<http://a> foo:b 1 .\n")
    with pytest.raises(BadFile) as caught:
        turtle.format_file(path)
    assert str(caught.value).startswith(f"{path}:2:12: The prefix foo: has not been declared\n")
    assert caught.value.sentence("zh").startswith(f"{path}:2:12：Turtle 语法错误：")
    assert path.read_text().startswith("<http://a> <http://b> 1 .")


@pytest.mark.parametrize("name", ["missing.ttl", "a.docx", "a"])
def test_a_file_that_is_not_there_or_of_no_known_kind_is_refused(tmp_path, name):
    with pytest.raises(BadFile, match=re.escape(f"{tmp_path / name}")):
        turtle.read(tmp_path / name)


def test_bytes_that_are_not_text_are_refused(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_bytes("<http://a> <http://b> '杭州' .".encode("gbk"))
    with pytest.raises(BadFile, match="UTF-8"):
        turtle.read(path)


def test_only_turtle_and_trig_have_a_canonical_form(tmp_path):
    path = tmp_path / "a.nt"
    path.write_text("<http://a> <http://b> <http://c> .\n")
    with pytest.raises(BadFile, match="canonical"):
        turtle.format_file(path)


def _own_files() -> list[Path]:
    return sorted(path for name in ("ontology", "data") for path in folder(name).rglob("*.ttl"))


def test_everything_under_ontology_and_data_is_canonical():
    files = _own_files()
    assert len(files) >= 10
    assert {path.name: line for path in files if (line := turtle.check(path))} == {}
