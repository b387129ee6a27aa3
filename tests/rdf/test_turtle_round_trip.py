"""Canonical Turtle and TriG read again: nothing is lost, and nothing but the graph shows."""

import io
import os
import random
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.canonical_turtle import lit, of, trig, written
from support.written_world import EX, XSD, node, same

from kg.disk import folder
from kg.errors import BadFile
from kg.rdf import turtle
from kg.rdf.turtle import canonical
from kg.rdf.vocab import PREFIXES, term


def _can_be_made(make: object, *values: object, **named: object) -> bool:
    try:
        make(*values, **named)  # type: ignore[operator]
    except ValueError:
        return False
    return True


_ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_TRICKY = st.sampled_from(
    ["> <", "_:", "<<(", '"', "\\", "\n", "@en", "\u200b", ".", "#", "%41", "'", "1", "-"]
)
TEXTS = st.lists(_ANY_TEXT | _TRICKY, max_size=4).map("".join)
_LOCALS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("./#:%41-_~!$&'()*+,;=@?杭\u200d\ufeff"),
    max_size=8,
)
IRIS = (
    st.tuples(st.sampled_from([EX, *PREFIXES.values(), "urn:x:", "mailto:"]), _LOCALS)
    .map("".join)
    .filter(lambda iri: _can_be_made(ox.NamedNode, iri))
    .map(ox.NamedNode)
)
_LEXICAL = st.sampled_from(
    ["01", "1.0", "1.", ".5", "-0", "+1", "1E5", "1.0E0", "true", "1", "INF", "NaN", " 1"]
)
_TYPES = st.sampled_from(
    [XSD + name for name in ("integer", "decimal", "double", "boolean", "date", "string")]
)
_TAGS = st.from_regex(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8}){0,3}", fullmatch=True).filter(
    lambda tag: _can_be_made(ox.Literal, "x", language=tag)
)
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    st.builds(lambda text, tag: ox.Literal(text, language=tag), TEXTS, _TAGS),
    st.builds(lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)), _LEXICAL | TEXTS, _TYPES),
    st.builds(lambda text, kind: ox.Literal(text, datatype=kind), TEXTS, IRIS),
    st.builds(lambda text, tag: ox.Literal(text, language=tag, direction=ox.BaseDirection.RTL), TEXTS, _TAGS),
)
_FEW_IRIS = st.sampled_from([node("a"), node("a-b"), node("ab"), *(term(f"sl:{n}") for n in "xy")])
BLANKS = st.sampled_from([ox.BlankNode(name) for name in "abcd"])
TRIPLES = st.builds(ox.Triple, IRIS | _FEW_IRIS, IRIS | _FEW_IRIS, LITERALS | IRIS | _FEW_IRIS)
BLANK_TRIPLES = st.builds(ox.Triple, BLANKS | _FEW_IRIS, _FEW_IRIS, BLANKS | _FEW_IRIS | LITERALS)
QUADS = st.builds(
    lambda triple, graph: ox.Quad(*triple, graph),
    TRIPLES | BLANK_TRIPLES,
    st.sampled_from([None, node("g"), node("g-h"), ox.BlankNode("a"), ox.BlankNode("g")]),
)


@given(st.lists(TRIPLES, max_size=12))
@example([ox.Triple(node("s"), node("p"), lit("> <\n_:a . \x01\x02\x03\x00"))])
def test_reading_what_was_written_changes_nothing(triples):
    assert {quad.triple for quad in turtle.read(written(triples).encode())} == set(triples)


@given(st.lists(BLANK_TRIPLES, max_size=9))
def test_reading_what_was_written_changes_nothing_where_there_are_blank_nodes(triples):
    quads = [ox.Quad(*triple) for triple in triples]
    assert same(turtle.read(written(triples).encode()), quads)


@given(st.lists(QUADS, max_size=9))
def test_reading_the_trig_that_was_written_changes_nothing(quads):
    assert same(turtle.read(trig(quads), ox.RdfFormat.TRIG), quads)


@given(st.lists(QUADS, max_size=9))
def test_what_was_written_is_canonical(quads):
    assert turtle.is_canonical(trig(quads), ox.RdfFormat.TRIG)


@given(st.lists(QUADS, max_size=9), st.randoms(use_true_random=False))
def test_neither_the_order_of_quads_nor_their_repetition_nor_their_labels_show(quads, chance):
    fresh: dict[ox.BlankNode, ox.BlankNode] = {}

    def renamed(term: object) -> object:
        return fresh.setdefault(term, ox.BlankNode()) if isinstance(term, ox.BlankNode) else term

    others = [ox.Quad(*map(renamed, quad)) for quad in quads + quads[:3]]  # type: ignore[arg-type]
    chance.shuffle(others)
    assert trig(others) == trig(quads)


@given(st.lists(TRIPLES | BLANK_TRIPLES, max_size=12))
def test_what_is_sorted_on_disk_is_what_is_sorted_in_memory(triples):
    assert written(triples, run_bytes=200) == written(triples)


@given(st.lists(TRIPLES | BLANK_TRIPLES, max_size=12))
def test_a_store_is_written_as_its_triples_are(triples):
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    out = io.BytesIO()
    turtle.write_store(store, out, run_bytes=200)
    assert out.getvalue().decode() == written(store)


def test_a_named_graph_of_a_store_is_written_alone():
    store = ox.Store()
    store.extend([ox.Quad(node("s"), node("p"), lit(name), node(name)) for name in ("g", "h")])
    out = io.BytesIO()
    turtle.write_store(store, out, node("h"))
    assert out.getvalue().decode() == f'<{EX}s>\n    <{EX}p> "h" ;\n.\n'


def test_a_store_of_several_megabytes_is_written_whole():
    store = ox.Store()
    store.extend(ox.Quad(node(f"s{i}"), node("p"), lit(f"{i} " + "字" * 300)) for i in range(8_000))
    out = io.BytesIO()
    turtle.write_store(store, out, run_bytes=2 << 20)
    assert len(turtle.read(out.getvalue())) == 8_000


def test_many_quads_in_many_graphs_are_sorted_on_disk():
    quads = [ox.Quad(node(f"s{i % 97}"), node("p"), lit(str(i)), node(f"g{i % 7}")) for i in range(10_000)]
    random.Random(1).shuffle(quads)
    small, large = io.BytesIO(), io.BytesIO()
    turtle.write_trig(quads, small, run_bytes=10_000)
    turtle.write_trig(sorted(quads, key=str), large)
    assert small.getvalue() == large.getvalue()
    assert set(turtle.read(small.getvalue(), ox.RdfFormat.TRIG)) == set(quads)


def test_the_bytes_are_the_same_under_any_hash_seed():
    script = (
        "import sys, pathlib\nfrom kg.rdf import turtle\nimport pyoxigraph as ox\n"
        "quads = turtle.read(pathlib.Path(sys.argv[1]))\n"
        "sys.stdout.buffer.write(turtle.to_bytes(quads, ox.RdfFormat.TRIG))"
    )
    shapes = folder("ontology") / "shapes.ttl"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, str(shapes)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1
    assert outputs.pop().startswith(b"@prefix")


def test_rdflib_reads_the_same_graph_from_what_was_written():
    from rdflib import Graph
    from rdflib.compare import isomorphic

    text = """ex:s a ex:T ; ex:p 1, 1.5, true, "01"^^xsd:integer, "杭\\u200b州\\n"@zh ;
        ex:q ( 1 [ ex:q "x" ] ), [] ; ex:a.b <http://example.org/a%20b> .
        _:x ex:p _:y . ex:s ex:r _:x, _:y ."""
    theirs = Graph().parse(data=ox.serialize(of(text), format=ox.RdfFormat.N_QUADS).decode(), format="nt")
    ours = Graph().parse(data=written(of(text)), format="turtle")
    assert isomorphic(ours, theirs)


def _evaluated(manifest: Path) -> list[tuple[Path, str]]:
    """Give the files of a manifest's evaluation tests, each with its base IRI."""
    quads = turtle.read(manifest, base=manifest.as_uri())
    base = next(q.object.value for q in quads if q.predicate.value.endswith("assumedTestBase"))
    evaluated = {q.subject for q in quads if str(q.object).endswith("Eval>")}
    names = {
        q.object.value.rpartition("/")[2]
        for q in quads
        if q.subject in evaluated and q.predicate.value.endswith("#action")
    }
    return [(manifest.parent / name, base + name) for name in sorted(names)]


@pytest.mark.parametrize(("suite", "count"), [("rdf-turtle", 145), ("rdf-trig", 143)])
def test_the_w3c_evaluation_files_survive_writing(shared, suite, count):
    files = _evaluated(shared / "w3c/rdf-tests/rdf/rdf11" / suite / "manifest.ttl")
    assert len(files) == count
    for path, base in files:
        quads = turtle.read(path, base=base)
        canonical_form = trig(quads)
        assert same(turtle.read(canonical_form, ox.RdfFormat.TRIG), quads), path.name
        assert turtle.is_canonical(canonical_form, ox.RdfFormat.TRIG), path.name


def test_the_w3c_canonicalisation_files_survive_writing(shared, monkeypatch):
    monkeypatch.setattr(canonical, "TIME_LIMIT_S", 2.0)
    files = sorted((shared / "w3c/rdf-canon/tests/rdfc10").glob("*-in.nq"))
    assert len(files) == 65
    for path in files:
        quads = turtle.read(path)
        try:
            canonical_form = trig(quads)
        except BadFile:
            assert path.name == "test074-in.nq"  # poison, which may be refused
            continue
        assert same(turtle.read(canonical_form, ox.RdfFormat.TRIG), quads), path.name
