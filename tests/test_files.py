"""Files that a graph is written to: nothing is lost, half-written, or such that a reader chokes on it."""

import csv
import datetime
import errno
import gzip
import io
import itertools
import json
import math
import os
import stat
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadFile
from kg.files import (
    FORMATS,
    accepted_view,
    around,
    atomic_writer,
    export,
    export_network,
    export_store,
    format_of_name,
    one_graph,
    whole,
    write_gexf,
    write_graphml,
    write_jsonld,
    write_triples,
)
from kg.files.classes import neutral, sheets
from kg.files.lines import write_nquads, write_store_ntriples
from kg.graph import Graph
from kg.network import from_triples
from kg.queries import read_queries
from kg.store import EmbeddedStore
from kg.terms import expand
from kg.turtle import read

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"

TWO_CITIES = """
@prefix city: <https://w3id.org/suanli/id/city/> . @prefix province: <https://w3id.org/suanli/id/province/> .
@prefix company: <https://w3id.org/suanli/id/company/> . @prefix fact: <https://w3id.org/suanli/id/fact/> .
@prefix graph: <https://w3id.org/suanli/id/graph/> . @prefix sl: <https://w3id.org/suanli/ontology/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> . @prefix dcterms: <http://purl.org/dc/terms/> .
city:hangzhou a sl:City ; skos:prefLabel "杭州市"@zh-Hans, "Hangzhou"@en, "Hángzhōu"@zh-Latn-pinyin ;
    skos:altLabel "杭州"@zh-Hans, "Hangchow"@en, "a | b"@en ; wgs84:lat 30.25 ; sl:partOf province:zhejiang .
city:ningbo a sl:City ; skos:prefLabel "宁波市"@zh-Hans ; sl:partOf province:zhejiang .
province:zhejiang a sl:Province ; skos:prefLabel "浙江省"@zh-Hans, "Zhejiang"@en .
company:alibaba a sl:Company ; skos:prefLabel "阿里巴巴"@zh-Hans, "Alibaba"@en ; sl:basedIn city:hangzhou ;
    sl:founded 1999 ; sl:listed true .
fact:location-1 a sl:Location ; sl:organisation company:alibaba ; sl:place city:hangzhou .
graph:reviews { city:hangzhou dcterms:source "a review" . }
"""


@pytest.fixture
def two_cities() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    store.add(read(TWO_CITIES.encode(), ox.RdfFormat.TRIG))
    return store


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


def typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def written(quads, form: str) -> bytes:
    out = io.BytesIO()
    write_triples(quads, form, out)
    return out.getvalue()


def same(some, others) -> bool:
    """Say whether two sets of quads are one but for the labels of blank nodes."""
    one, two = ox.Dataset(some), ox.Dataset(others)
    one.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    two.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(one) == set(two)


# RDF formats

RDF = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_FEW = st.sampled_from(
    [node("a"), node("a-b"), ox.NamedNode("city:hangzhou"), expand("city:hangzhou"), expand("sl:City")]
)
_PREDICATES = st.sampled_from([node("p"), node("q"), expand("rdf:type"), expand("skos:prefLabel")])
_LITERALS = st.one_of(
    _TEXTS.map(ox.Literal),
    st.builds(lambda t: ox.Literal(t, language="zh-Hans"), _TEXTS),
    st.builds(
        typed,
        st.sampled_from(["1", "01", "-0", "9" * 20, "1.0", "true", "1E0"]) | _TEXTS,
        st.sampled_from(["integer", "boolean", "double", "decimal", "date"]),
    ),
)
_BLANKS = st.sampled_from([ox.BlankNode("a"), ox.BlankNode("b")])
QUADS = st.builds(
    ox.Quad,
    _FEW | _BLANKS,
    _PREDICATES,
    _FEW | _BLANKS | _LITERALS,
    st.sampled_from([ox.DefaultGraph(), node("g"), ox.NamedNode("city:g"), ox.BlankNode("b")]),
)


def test_every_rdf_format_is_tried():
    assert FORMATS.keys() - RDF.keys() == {"csv"}


@given(st.lists(QUADS, max_size=8), st.sampled_from(["trig", "nquads", "jsonld"]))
def test_reading_a_dataset_that_was_written_changes_nothing(quads, form):
    assert same(ox.parse(written(quads, form), RDF[form]), quads)


@given(st.lists(QUADS, max_size=8), st.sampled_from(["turtle", "ntriples", "rdfxml"]))
def test_reading_a_graph_that_was_written_changes_nothing_but_leaves_graph_names_out(quads, form):
    try:
        content = written(quads, form)
    except BadFile:
        assert form == "rdfxml"
        return
    assert same(ox.parse(content, RDF[form]), [ox.Quad(*quad.triple) for quad in quads])


@given(st.lists(QUADS, max_size=8), st.randoms(use_true_random=False), st.sampled_from(sorted(FORMATS)))
def test_the_order_of_quads_does_not_show_in_any_format(quads, chance, form):
    others = [*quads, *quads[:2]]
    chance.shuffle(others)
    try:
        content = written(quads, form)
    except BadFile:
        return
    assert written(others, form) == content


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_bytes_are_the_same_under_any_hash_seed(form, tmp_path):
    script = (
        "import sys\nfrom pathlib import Path\nimport pyoxigraph as ox\nfrom kg.files import write_triples\n"
        "quads = ox.parse(path=sys.argv[1])\nwrite_triples(quads, sys.argv[2], sys.stdout.buffer)"
    )
    (tmp_path / "a.trig").write_text(TWO_CITIES, encoding="utf-8")
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / "a.trig"), form],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "77")
    }
    assert len(outputs) == 1


def test_lines_are_sorted_as_sort_sorts_them_in_memory_and_on_disk():
    quads = [ox.Quad(node(f"s{i % 10}"), node("p"), ox.Literal(f"{i}字")) for i in range(500)]
    out = io.BytesIO()
    write_nquads(quads, out, run_bytes=1000)
    lines = out.getvalue().splitlines()
    assert lines == sorted({f"{quad} .".encode() for quad in quads})
    assert written(quads * 2, "ntriples").splitlines() == lines


def test_a_store_is_written_as_its_quads_are(two_cities, tmp_path):
    for form in FORMATS:
        export_store(two_cities.raw, tmp_path / "a.zip", form)
        export(accepted_view(two_cities), tmp_path / "b.zip", form)
        assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes(), form


def test_one_named_graph_of_a_store_is_written(two_cities, tmp_path):
    for name in ("a.nt", "a.jsonld", "a.ttl"):
        export_store(two_cities.raw, tmp_path / name, graph=expand("graph:reviews"))
        assert len(read(tmp_path / name)) == 1


def test_a_stores_lines_are_sorted_on_disk_too(two_cities):
    out = io.BytesIO()
    write_store_ntriples(two_cities.raw, out, ox.DefaultGraph(), run_bytes=500)
    assert out.getvalue() == written(accepted_view(two_cities), "ntriples")


def test_json_ld_is_compact_with_types_and_labels_first(two_cities):
    document = json.loads(written(accepted_view(two_cities), "jsonld"))
    assert document["@context"]["city"] == "https://w3id.org/suanli/id/city/"
    assert "graph" not in document["@context"]
    alibaba = next(each for each in document["@graph"] if each["@id"] == "company:alibaba")
    assert list(alibaba) == ["@id", "@type", "skos:prefLabel", "sl:basedIn", "sl:founded", "sl:listed"]
    assert alibaba["@type"] == "sl:Company"
    assert alibaba["sl:basedIn"] == {"@id": "city:hangzhou"}
    assert alibaba["sl:founded"] == 1999
    assert alibaba["sl:listed"] is True
    assert {"@language": "zh-Hans", "@value": "阿里巴巴"} in alibaba["skos:prefLabel"]


def test_an_iri_that_looks_like_a_curie_is_not_taken_for_one():
    quad = ox.Quad(ox.NamedNode("city:hangzhou"), node("p"), expand("city:hangzhou"))
    assert list(ox.parse(written([quad], "jsonld"), ox.RdfFormat.JSON_LD)) == [quad]


def test_json_ld_holds_large_numbers_letter_for_letter():
    for digits in ("1" + "0" * 15, "9" * 20, "-" + "9" * 16):
        quad = ox.Quad(node("s"), node("p"), typed(digits, "integer"))
        value = json.loads(written([quad], "jsonld"))["@graph"][0][EX + "p"]
        assert value["@value"] == digits


def test_json_ld_may_use_a_namespace_that_ends_in_a_letter():
    out = io.BytesIO()
    quad = ox.Quad(node("a-b"), node("p"), node("a-c"))
    write_jsonld([quad], out, prefixes={"a": EX + "a-"})
    assert json.loads(out.getvalue())["@graph"][0]["@id"] == "a:b"
    assert list(ox.parse(out.getvalue(), ox.RdfFormat.JSON_LD)) == [quad]


def test_line_ends_in_rdf_xml_are_what_they_were_for_any_reader():
    quad = ox.Quad(node("s"), node("p"), ox.Literal("a\r\nb\rc"))
    root = ElementTree.fromstring(written([quad], "rdfxml"))
    assert root[0][0].text == "a\r\nb\rc"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_rdflib_reads_the_json_ld_and_the_rdf_xml(two_cities):
    from rdflib import Graph

    wanted = Graph().parse(data=written(accepted_view(two_cities), "ntriples"), format="nt")
    for form, theirs in (("jsonld", "json-ld"), ("rdfxml", "xml")):
        found = Graph().parse(data=written(accepted_view(two_cities), form), format=theirs)
        assert set(found) == set(wanted), form


@pytest.mark.parametrize(
    ("quad", "why"),
    [
        (ox.Quad(node("s"), node("p"), ox.Literal("a\x01")), "U\\+0001"),
        (ox.Quad(node("s"), node("p/1"), ox.Literal("a")), "p/1> does not end in an XML name"),
        (ox.Quad(node("s"), expand("rdf:type"), node("T/1")), "T/1> does not end in an XML name"),
    ],
)
def test_what_rdf_xml_cannot_hold_is_refused(quad, why):
    with pytest.raises(BadFile, match=why):
        written([quad], "rdfxml")


def test_what_json_ld_has_no_certain_form_for_is_refused():
    inner = ox.Triple(node("s"), node("p"), node("o"))
    turned = ox.Literal("a", language="ar", direction=ox.BaseDirection.RTL)
    for thing in (inner, turned):
        with pytest.raises(BadFile, match="JSON-LD"):
            written([ox.Quad(node("s"), node("p"), thing)], "jsonld")


# Scopes


def test_the_accepted_view_is_the_default_graph(two_cities):
    assert {quad.graph_name for quad in accepted_view(two_cities)} == {ox.DefaultGraph()}
    assert len(list(accepted_view(two_cities))) == len(list(whole(two_cities))) - 1


def test_one_graph_is_given_as_a_graph_of_its_own(two_cities):
    (quad,) = one_graph(two_cities, expand("graph:reviews"))
    assert quad == ox.Quad(expand("city:hangzhou"), expand("dcterms:source"), ox.Literal("a review"))


def subjects(quads) -> set[str]:
    return {str(quad.subject).strip("<>").rpartition("/id/")[2] for quad in quads}


def test_a_thing_alone_is_what_is_said_about_it_with_names_for_what_it_is_linked_to(two_cities):
    found = list(around(two_cities, expand("city:ningbo"), depth=0))
    assert subjects(found) == {"city/ningbo", "province/zhejiang"}
    names = {quad.predicate for quad in found if quad.subject == expand("province:zhejiang")}
    assert names == {expand("rdf:type"), expand("skos:prefLabel")}


def test_one_step_leads_to_what_speaks_of_a_thing_and_facts_come_whole(two_cities):
    found = list(around(two_cities, expand("city:hangzhou"), depth=1))
    assert subjects(found) == {"city/hangzhou", "province/zhejiang", "company/alibaba", "fact/location-1"}
    said = {quad.predicate.value.rpartition("/")[2] for quad in found if "fact" in str(quad.subject)}
    assert said == {"22-rdf-syntax-ns#type", "organisation", "place"}
    about_alibaba = {quad.predicate for quad in found if quad.subject == expand("company:alibaba")}
    assert expand("sl:basedIn") in about_alibaba
    assert expand("sl:founded") not in about_alibaba


def test_two_steps_lead_further(two_cities):
    found = list(around(two_cities, expand("city:hangzhou"), depth=2))
    assert "city/ningbo" in subjects(found)
    assert ox.Quad(expand("company:alibaba"), expand("sl:founded"), typed("1999", "integer")) in found


def test_no_statement_is_given_twice(two_cities):
    found = list(around(two_cities, expand("city:hangzhou"), depth=3))
    assert len(found) == len(set(found))


def test_what_nobody_speaks_of_gives_nothing(two_cities):
    assert list(around(two_cities, expand("city:nowhere"), depth=2)) == []


def test_blank_nodes_around_a_thing_come_whole_and_circles_end():
    store = EmbeddedStore.in_memory()
    blank = ox.BlankNode()
    quads = [
        ox.Quad(node("a"), node("p"), blank),
        ox.Quad(blank, node("q"), ox.Literal("deep")),
        ox.Quad(node("a"), node("p"), node("b")),
        ox.Quad(node("b"), node("p"), node("a")),
    ]
    store.add(quads)
    assert set(around(store, node("a"), depth=5)) == set(quads)


def test_blank_nodes_around_a_thing_take_no_step():
    store = EmbeddedStore.in_memory()
    blank = ox.BlankNode()
    quads = [ox.Quad(node("a"), node("p"), blank), ox.Quad(blank, node("q"), ox.Literal("deep"))]
    store.add(quads)
    assert set(around(store, node("a"), depth=0)) == set(quads)


# Files


def test_a_file_is_packed_when_its_name_says_so_and_the_same_every_time(two_cities, tmp_path):
    one, two = tmp_path / "a.ttl.gz", tmp_path / "b.ttl.gz"
    for path in (one, two):
        export(accepted_view(two_cities), path)
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes()[4:8] == bytes(4), "the time of writing"
    assert gzip.decompress(one.read_bytes()) == written(accepted_view(two_cities), "turtle")


def test_a_failure_leaves_the_file_as_it_was_and_nothing_beside_it(tmp_path):
    path = tmp_path / "a.rdf"
    path.write_text("before")
    with pytest.raises(BadFile):
        export([ox.Triple(node("s"), node("p"), ox.Literal("\x01"))], path)
    assert path.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.rdf"]


def test_a_failure_in_the_middle_leaves_nothing(tmp_path):
    def statements():
        yield ox.Triple(node("s"), node("p"), node("o"))
        raise KeyboardInterrupt

    for name in ("a.ttl", "a.nq", "a.jsonld", "a.zip"):
        with pytest.raises(KeyboardInterrupt):
            export(statements(), tmp_path / name)
    with pytest.raises(KeyboardInterrupt):
        export(statements(), tmp_path / "folder", "csv")
    assert [path.name for path in tmp_path.iterdir()] == []


def test_a_file_that_is_replaced_keeps_its_permissions_and_a_new_one_gets_the_usual_ones(tmp_path):
    old, new, usual = tmp_path / "old", tmp_path / "new", tmp_path / "usual"
    old.touch()
    old.chmod(0o640)
    usual.touch()
    for path in (old, new):
        with atomic_writer(path) as file:
            file.write(b"a")
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert new.stat().st_mode == usual.stat().st_mode


@pytest.mark.parametrize(
    ("place", "form", "why", "why_zh"),
    [
        ("missing/a.ttl", "turtle", "there is no such folder", "没有这个文件夹"),
        ("folder", "turtle", "that is a folder", "这是一个文件夹"),
        ("missing/tables", "csv", "there is no such folder", "没有这个文件夹"),
        ("file", "csv", "that is a file, and no folder", "这是文件而不是文件夹"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_named(tmp_path, place, form, why, why_zh):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(BadFile) as caught:
        export([], tmp_path / place, form)
    assert str(caught.value).startswith(f"{tmp_path / place}: {why}\n")
    assert why_zh in caught.value.sentence("zh")
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "file"}


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "real").mkdir()
    link = tmp_path / "a.ttl"
    link.symlink_to(tmp_path / "real/b.ttl")
    for content in (b"one", b"two"):
        with atomic_writer(link) as file:
            file.write(content)
        assert link.is_symlink()
        assert (tmp_path / "real/b.ttl").read_bytes() == content


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR)
    with atomic_writer(pipe) as file:
        file.write(b"a")
    assert os.read(reader, 10) == b"a"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_full_disk_is_told_and_what_was_there_stays(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text("before")
    with pytest.raises(BadFile, match="no room is left on the disk"), atomic_writer(path):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert path.read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_fails_while_it_is_made_is_not_blamed_on_the_file(tmp_path):
    with pytest.raises(FileNotFoundError), atomic_writer(tmp_path / "a.ttl"):
        (tmp_path / "source").read_bytes()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.ttl", "turtle"), ("a.TRIG", "trig"), ("a.nq.gz", "nquads"), ("a.gexf", "gexf"), ("a/", "csv")],
)
def test_a_files_name_asks_for_its_format(name, form):
    assert format_of_name(name) == form


def test_a_name_that_asks_for_no_format_is_refused(tmp_path):
    with pytest.raises(BadFile, match="suffix"):
        export([], tmp_path / "a.docx")
    with pytest.raises(BadFile, match="turtle"):
        written([], "turtel")


# Tables


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


# GraphML and GEXF


def through(graph, form: str):
    """Write a graph and read it with networkx."""
    out = io.BytesIO()
    {"graphml": write_graphml, "gexf": write_gexf}[form](graph, out)
    out.seek(0)
    return nx.read_graphml(out) if form == "graphml" else nx.read_gexf(out)


FORMS = pytest.mark.parametrize("form", ["graphml", "gexf"])


@FORMS
def test_attributes_keep_their_types(form):
    graph = nx.MultiDiGraph()
    graph.add_node("a", label="杭州", lat=30.25, rank=1, big=True, share=1)
    graph.add_node("b", label="宁波", lat=29, rank=2, big=False, share=0.5)
    graph.add_edge("a", "b", label="sl:near", weight=2.5)
    graph.add_edge("a", "b", label="sl:like", weight=1)
    read_back = through(graph, form)
    wanted = {"label": "杭州", "lat": 30.25, "rank": 1, "big": True, "share": 1.0}
    assert dict(read_back.nodes["a"]) == wanted
    assert [type(read_back.nodes["b"][key]) for key in wanted] == [str, float, int, bool, float]
    assert read_back.is_directed()
    edges = sorted((data["label"], data["weight"]) for _, _, data in read_back.edges(data=True))
    assert edges == [("sl:like", 1.0), ("sl:near", 2.5)]


@FORMS
def test_terms_are_told_as_iris_numbers_and_texts(form):
    graph = nx.DiGraph()
    graph.add_node(expand("city:hangzhou"), kind=expand("sl:City"), since=typed("2018", "integer"))
    graph.add_node(
        ox.Literal("a text", language="en"), share=typed("0.5", "decimal"), odd=typed("x", "integer")
    )
    graph.add_edge(*graph.nodes, year=typed("2018", "gYear"))
    read_back = through(graph, form)
    hangzhou = read_back.nodes["https://w3id.org/suanli/id/city/hangzhou"]
    assert (hangzhou["kind"], hangzhou["since"]) == ("sl:City", 2018)
    text = read_back.nodes['"a text"@en']
    assert (text["share"], text["odd"]) == (0.5, "x")
    assert next(iter(read_back.edges(data=True)))[2]["year"] == "2018"


@FORMS
def test_what_says_nothing_or_has_parts_is_left_out_and_lists_are_joined(form):
    graph = nx.Graph()
    graph.add_node(
        "a", label="a", nothing=None, empty="", many=["x", None, 3], nested=[{"k": [1]}], map={"k": "杭"}
    )
    data = through(graph, form).nodes["a"]
    assert data == {"label": "a", "many": "x | 3"}


@FORMS
def test_what_has_labels_in_two_languages_is_shown_by_both(form):
    graph = nx.Graph()
    graph.add_node("a", label_zh="杭州", label_en="Hangzhou")
    graph.add_node("b", label_zh="ASIC", label_en="ASIC")
    labels = [data["label"] for _, data in through(graph, form).nodes(data=True)]
    assert labels == ["杭州 · Hangzhou", "ASIC"]


@FORMS
def test_mixed_types_become_text(form):
    graph = nx.Graph()
    for i, value in enumerate([1, "one", 1.5, True, Decimal("2"), datetime.date(2024, 1, 1), 2**70]):
        graph.add_node(i, value=value)
    values = [data["value"] for _, data in sorted(through(graph, form).nodes(data=True))]
    assert values == ["1", "one", "1.5", "true", "2.0", "2024-01-01", str(2**70)]


@FORMS
def test_numbers_too_large_for_other_programs_become_text(form):
    graph = nx.Graph()
    graph.add_node("a", largest=2**63 - 1, larger=2**63)
    data = through(graph, form).nodes["a"]
    assert (data["largest"], data["larger"]) == (2**63 - 1, str(2**63))


@FORMS
def test_what_is_no_number_and_what_has_no_end_are_read_as_numbers(form):
    graph = nx.Graph()
    graph.add_node("a", up=math.inf, down=-math.inf, odd=math.nan)
    data = through(graph, form).nodes["a"]
    assert (data["up"], data["down"]) == (math.inf, -math.inf)
    assert math.isnan(data["odd"])


@FORMS
def test_attributes_with_names_that_readers_use_do_no_harm(form):
    names = [
        "id",
        "key",
        "start",
        "end",
        "viz",
        "pid",
        "parents",
        "slices",
        "spells",
        "source",
        "target",
        "type",
    ]
    names += [
        "weight",
        "for",
        "self",
        "node_for_adding",
        "u_for_edge",
        "v_for_edge",
        "name",
        "networkx_key",
        "kind",
    ]
    graph = nx.MultiDiGraph()
    graph.add_node("a")
    graph.nodes["a"].update(dict.fromkeys(names, "v"))
    graph.add_edge("a", "a")
    graph["a"]["a"][0].update(dict.fromkeys(names, "v"))
    read_back = through(graph, form)
    assert list(read_back.nodes["a"].values()).count("v") == len(names)
    (edge,) = (data for _, _, data in read_back.edges(data=True))
    assert list(edge.values()).count("v") == len(names)


@FORMS
def test_an_attribute_that_is_renamed_does_not_push_out_another(form):
    graph = nx.Graph()
    graph.add_node("a")
    graph.nodes["a"].update({"id": "x", "id_": "y"})
    assert {"x", "y"} <= set(through(graph, form).nodes["a"].values())


@FORMS
def test_line_ends_and_tabs_in_an_attribute_are_kept(form):
    graph = nx.Graph()
    graph.add_node("a\tb", text="a\r\nb\rc\nd\te", label="a\nb")
    data = through(graph, form).nodes["a\tb"]
    assert (data["text"], data["label"]) == ("a\r\nb\rc\nd\te", "a\nb")


@FORMS
def test_two_nodes_with_one_text_stay_two(form):
    graph = nx.DiGraph([(1, "1"), ("1", node("x")), (node("x"), EX + "x")])
    read_back = through(graph, form)
    assert read_back.number_of_nodes() == 4
    assert read_back.number_of_edges() == 3


@FORMS
def test_a_graph_is_not_changed_by_writing_it(form):
    graph = nx.MultiGraph(name="a", id="g", node_default={"x": 1})
    graph.add_edge("a", "b", key="k", label=None)
    before = (dict(graph.graph), list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)))
    through(graph, form)
    after = (dict(graph.graph), list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)))
    assert before == after


_ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | _LITERALS
    | _FEW
    | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=3,
)
_DATA = st.dictionaries(
    st.text(max_size=4) | st.sampled_from(["label", "weight", "id", "key"]), _ANY, max_size=3
)
_NODES = st.text(max_size=3) | st.integers(0, 3) | _FEW | _BLANKS | _LITERALS


@FORMS
@settings(deadline=None)
@given(
    st.lists(st.tuples(_NODES, _NODES, _DATA), max_size=5),
    st.lists(st.tuples(_NODES, _DATA), max_size=3),
    st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]),
)
def test_any_graph_opens_in_networkx_again_with_as_many_nodes_and_edges(form, edges, nodes, kind):
    graph = kind()
    for each, data in nodes:
        graph.add_node(each)
        graph.nodes[each].update(data)
    for i, (source, target, data) in enumerate(edges):
        named = {"key": i} if graph.is_multigraph() else {}
        graph.add_edge(source, target, **named)
        (graph[source][target][i] if named else graph[source][target]).update(data)
    read_back = through(graph, form)
    assert read_back.number_of_nodes() == graph.number_of_nodes()
    assert read_back.number_of_edges() == graph.number_of_edges()
    assert read_back.is_directed() == graph.is_directed()
    for scope in (read_back.nodes(data=True), ((0, data) for _, _, data in read_back.edges(data=True))):
        kinds: dict[str, set[type]] = {}
        for name, value in itertools.chain.from_iterable(data.items() for _, data in scope):
            kinds.setdefault(name, set()).add(type(value))
        assert all(len(types) == 1 for types in kinds.values())


@FORMS
def test_a_network_is_written_to_a_file(form, tmp_path):
    export_network(nx.path_graph(3), tmp_path / f"a.{form}")
    assert (tmp_path / f"a.{form}").read_bytes().startswith(b"<?xml")
    with pytest.raises(BadFile, match="graphml, gexf"):
        export_network(nx.path_graph(3), tmp_path / "a.ttl")


# The project's own graph


@pytest.mark.parametrize("form", sorted(RDF))
def test_the_projects_own_graph_survives_every_format(demo_store, form):
    quads = set(accepted_view(demo_store))
    assert len(quads) > 10_000
    assert set(ox.parse(written(quads, form), RDF[form])) == quads


def test_the_projects_whole_dataset_survives_every_format_that_has_graphs(demo_store):
    quads = list(whole(demo_store))
    for form in ("trig", "nquads", "jsonld"):
        assert same(ox.parse(written(quads, form), RDF[form]), quads), form


def test_the_projects_own_tables_hold_every_city(demo_store):
    cities = table(accepted_view(demo_store), "City")
    assert len(cities) > 330
    hangzhou = next(row for row in cities if row["thing"] == "city:hangzhou")
    assert (hangzhou["label (zh)"], hangzhou["skos:notation"]) == ("杭州", "330100")


_ASKED = {"city": "city:hangzhou", "thing": "company:alibaba"}


def _networks(store: EmbeddedStore):
    """Give the network of every CONSTRUCT among the named queries."""
    graph = Graph(store)
    for name, query in read_queries().items():
        if query.form == "CONSTRUCT":
            values = {each: _ASKED.get(each) or _a_fact(store) for each in query.parameters}
            yield name, from_triples(store, graph.construct(name, **values))


def _a_fact(store: EmbeddedStore) -> str:
    return str(next(store.quads(None, expand("sl:organisation"), None, ox.DefaultGraph())).subject)


@FORMS
def test_the_network_of_every_query_opens_in_networkx_again(demo_store, form):
    seen = 0
    for name, network in _networks(demo_store):
        read_back = through(network, form)
        assert read_back.number_of_nodes() == network.number_of_nodes() > 0, name
        assert read_back.number_of_edges() == network.number_of_edges(), name
        seen += 1
    assert seen >= 5


@FORMS
def test_a_city_in_a_network_has_its_place_as_numbers(demo_store, form):
    network = from_triples(demo_store, (quad.triple for quad in around(demo_store, expand("city:hangzhou"))))
    hangzhou = through(network, form).nodes["city:hangzhou"]
    assert hangzhou["kind"] == "city"
    assert {type(value) for value in hangzhou.values()} <= {str, int, float, bool}
    assert [key for key, value in hangzhou.items() if isinstance(value, float)] != []
