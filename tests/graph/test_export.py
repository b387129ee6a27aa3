"""Writing graphs: every format reads back as what was written, whole or not at all."""

import errno
import gzip
import io
import json
import os
import stat
import subprocess
import sys
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.written_world import EX, QUADS, RDF, TWO_CITIES, node, same, typed, written

from kg.errors import BadFile
from kg.graph.export import (
    FORMATS,
    accepted_view,
    around,
    atomic_writer,
    export,
    export_store,
    format_of_name,
    one_graph,
    whole,
    write_jsonld,
)
from kg.rdf.iris import expand
from kg.rdf.ntriples import write_nquads, write_store_ntriples
from kg.rdf.turtle import read
from kg.store import EmbeddedStore


@pytest.fixture
def two_cities() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    store.add(read(TWO_CITIES.encode(), ox.RdfFormat.TRIG))
    return store


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
        "import sys\nimport pyoxigraph as ox\nfrom kg.graph.export import write_triples\n"
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
