"""Writing graphs as tables: a CSV file a class."""

import csv
import io
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.written_world import EX, QUADS, TWO_CITIES, node, typed, written

from kg.errors import BadFile
from kg.graph.export import accepted_view, export
from kg.rdf.class_tables import neutral, sheets
from kg.rdf.iris import expand
from kg.rdf.turtle import read
from kg.store import EmbeddedStore, open_store


@pytest.fixture
def two_cities() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    store.add(read(TWO_CITIES.encode(), ox.RdfFormat.TRIG))
    return store


def table(quads, name: str) -> list[dict[str, str]]:
    sheet = next(sheet for sheet in sheets(quads) if sheet.name == name)
    return [dict(zip(sheet.heads, row, strict=True)) for row in sheet.rows]


def test_each_class_is_a_table_and_each_property_a_column(two_cities):
    hangzhou, ningbo = table(accepted_view(two_cities), "City")
    assert hangzhou == {
        "thing": "city:hangzhou",
        "label (zh)": "杭州市",
        "label (en)": "Hangzhou",
        "rdf:type": "sl:City",
        "skos:prefLabel@en": "Hangzhou",
        "skos:prefLabel@zh-Hans": "杭州市",
        "skos:prefLabel@zh-Latn-pinyin": "Hángzhōu",
        "skos:altLabel@en": r"Hangchow | a \| b",
        "skos:altLabel@zh-Hans": "杭州",
        "sl:partOf": "province:zhejiang",
        "sl:partOf (en)": "Zhejiang",
        "sl:partOf (zh)": "浙江省",
        "wgs84:lat": "30.25",
    }
    assert ningbo["label (en)"] == ningbo["wgs84:lat"] == ""


def test_a_thing_of_two_classes_is_in_two_tables_and_one_of_none_in_the_last():
    quads = [
        ox.Quad(expand("city:beijing"), expand("rdf:type"), expand("sl:City")),
        ox.Quad(expand("city:beijing"), expand("rdf:type"), expand("sl:Province")),
        ox.Quad(node("x"), node("p"), ox.Literal("a")),
    ]
    assert [sheet.name for sheet in sheets(quads)] == ["City", "Province", "untyped"]


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+cmd",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\n=1",
        "＝1+1",
        "＠a",
        '=HYPERLINK("http://x")',
    ],
)
def test_no_cell_is_a_formula(cell):
    quads = [ox.Quad(expand("city:x"), expand("rdf:type"), expand("sl:City"))]
    quads += [ox.Quad(expand("city:x"), expand("skos:prefLabel"), ox.Literal(cell, language="zh-Hans"))]
    content = zipfile.ZipFile(io.BytesIO(written(quads, "csv"))).read("City.csv").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert row["label (zh)"].startswith("'")
    assert neutral("2018-10") == "2018-10"


def test_a_tables_label_is_simplified_where_both_are_there():
    names = [ox.Literal("a臺北", language="zh-Hant"), ox.Literal("台北", language="zh-Hans")]
    quads = [ox.Quad(node("x"), expand("skos:prefLabel"), name) for name in names]
    assert table(quads, "untyped")[0]["label (zh)"] == "台北"


def test_control_characters_do_not_reach_a_spreadsheet():
    quads = [ox.Quad(node("x"), node("p"), ox.Literal("a\x00b"))]
    content = zipfile.ZipFile(io.BytesIO(written(quads, "csv"))).read("untyped.csv").decode("utf-8-sig")
    assert "\x00" not in content
    assert "a\ufffdb" in content


def test_a_negative_number_stays_a_number():
    quads = [ox.Quad(node("x"), node("p"), typed("-5.5", "decimal"))]
    (row,) = table(quads, "untyped")
    assert neutral(row[f"<{EX}p>"]) == "-5.5"


def test_tables_begin_with_a_mark_by_which_excel_knows_chinese(two_cities, tmp_path):
    export(accepted_view(two_cities), tmp_path / "tables", "csv")
    names = {path.name for path in (tmp_path / "tables").iterdir()}
    assert names == {"City.csv", "Company.csv", "Location.csv", "Province.csv"}
    assert (tmp_path / "tables/City.csv").read_bytes().startswith("\ufeffthing,label (zh)".encode())


def test_a_folder_of_tables_can_be_written_again(two_cities, tmp_path):
    for _ in range(2):
        export(accepted_view(two_cities), tmp_path / "tables", "csv")
    assert len(list((tmp_path / "tables").iterdir())) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_a_class_of_any_name_gets_a_file_of_a_safe_name():
    classes = ["../../etc/passwd", "CON", "con", "Con", "a" * 300, "a b", "城市", ".", "x/../y"]
    quads = [
        ox.Quad(node("s"), expand("rdf:type"), ox.NamedNode(f"http://x.org/{name.replace(' ', '%20')}"))
        for name in classes
    ] + [
        ox.Quad(node("s"), expand("rdf:type"), expand("sl:" + name))
        for name in ("con", "CON", "City", "city")
    ]
    names = [sheet.name for sheet in sheets(quads)]
    assert len({name.casefold() for name in names}) == len(classes) + 4
    for name in names:
        assert Path(name).name == name
        assert not name.startswith((".", "-"))
        assert name.casefold() not in ("con", "nul")
        assert len(name) <= 90


@given(st.lists(QUADS, max_size=8))
def test_any_graph_makes_tables_that_are_not_ragged(quads):
    packed = zipfile.ZipFile(io.BytesIO(written(quads, "csv")))
    for name in packed.namelist():
        rows = list(csv.reader(io.StringIO(packed.read(name).decode("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) == 1


def test_the_projects_own_tables_hold_every_city(demo_store):
    cities = table(accepted_view(demo_store), "City")
    assert len(cities) > 330
    hangzhou = next(row for row in cities if row["thing"] == "city:hangzhou")
    assert (hangzhou["label (zh)"], hangzhou["skos:notation"]) == ("杭州", "330100")


def test_tables_are_not_put_among_the_files_of_a_store(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", create=True):
        pass
    before = sorted((tmp_path / "store").iterdir())
    with pytest.raises(BadFile, match="folder of a store"):
        export([], tmp_path / "store")
    assert sorted((tmp_path / "store").iterdir()) == before
