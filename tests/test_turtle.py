"""Canonical Turtle and TriG: the form, that nothing is lost, and that nothing but the graph shows."""

import io
import os
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg import turtle
from kg.bundle import folder
from kg.errors import BadFile
from kg.turtle import canonical
from kg.vocab import PREFIXES

XSD = PREFIXES["xsd"]
EX = "http://example.org/"


def written(quads: Iterable[ox.Quad | ox.Triple], **options: object) -> str:
    out = io.BytesIO()
    turtle.write_turtle(quads, out, **options)  # type: ignore[arg-type]
    return out.getvalue().decode()


def trig(quads: Iterable[ox.Quad]) -> bytes:
    return turtle.to_bytes(list(quads), ox.RdfFormat.TRIG)


def of(text: str) -> list[ox.Quad]:
    """Read Turtle with the prefixes that everybody knows, and `ex:`."""
    known = "".join(f"@prefix {p}: <{n}> .\n" for p, n in {**PREFIXES, "ex": EX}.items())
    return turtle.read((known + text).encode())


def body(text: str) -> str:
    """Write what `of` reads, less the prefixes."""
    return written(of(text), prefixes={**PREFIXES, "ex": EX}).partition("\n\n")[2]


def same(some: Iterable[ox.Quad], others: Iterable[ox.Quad]) -> bool:
    """Say whether two sets of quads are one but for the labels of blank nodes."""
    one, two = ox.Dataset(some), ox.Dataset(others)
    one.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    two.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(one) == set(two)


# The form


def test_a_subject_is_a_block_with_types_first_then_labels_then_the_rest():
    hangzhou = """
    city:hangzhou sl:partOf province:zhejiang ; wgs84:lat 30.25 ; a sl:City ; skos:altLabel "杭州"@zh-Hans ;
        skos:prefLabel "杭州市"@zh-Hans , "Hangzhou"@en ; rdfs:label "Hangzhou" ; skos:notation "330100" .
    """
    assert body(hangzhou) == (
        "city:hangzhou\n"
        "    a sl:City ;\n"
        "    skos:prefLabel\n"
        '        "Hangzhou"@en,\n'
        '        "杭州市"@zh-Hans ;\n'
        '    rdfs:label "Hangzhou" ;\n'
        '    skos:altLabel "杭州"@zh-Hans ;\n'
        "    wgs84:lat 30.25 ;\n"
        '    skos:notation "330100" ;\n'
        "    sl:partOf province:zhejiang ;\n"
        ".\n"
    )


def test_types_stay_on_one_line():
    assert body("city:beijing a sl:Province, sl:City .") == "city:beijing\n    a sl:City, sl:Province ;\n.\n"


def test_only_prefixes_that_are_used_are_declared_sorted():
    assert written(of("sl:x sl:p city:y .")).startswith(
        f"@prefix city: <{PREFIXES['city']}> .\n@prefix sl: <{PREFIXES['sl']}> .\n\nsl:x\n"
    )


def test_a_datatype_that_is_not_written_does_not_call_for_its_prefix():
    assert "xsd:" not in written(of("sl:x sl:p 5 ."))


def test_subjects_come_by_the_code_points_of_their_iri():
    names = ["suzhou-anhui", "suzhou", "suzhou.x", "Suzhou", "suzhou1", "苏州", "suzhou/a"]
    text = written(ox.Triple(node(name), node("p"), node("o")) for name in names)
    subjects = [line for line in text.splitlines() if line.startswith("<")]
    assert subjects == [f"<{EX}{name}>" for name in sorted(names)]


def test_objects_come_as_iris_then_literals_then_those_with_a_language_then_blank_nodes():
    objects = '"b", "a"@zh, "c"@en, "a"@en, [ex:q 1], ex:x, ex:x-y, "a", "a!"'
    lines = body(f"ex:s ex:p {objects} .").splitlines()[2:-1]
    assert [line.strip(" ,;") for line in lines] == [
        "ex:x",
        "ex:x-y",
        '"a"',
        '"a!"',
        '"b"',
        '"a"@en',
        '"c"@en',
        '"a"@zh',
        "[ ex:q 1 ]",
    ]


@pytest.mark.parametrize("short", ["0", "-5", "2018", "30.25", "-0.5", "1.50", "1.5E3", "true", "false"])
def test_numbers_and_truth_values_are_short_where_that_is_exact(short):
    assert body(f"ex:s ex:p {short} .") == f"ex:s\n    ex:p {short} ;\n.\n"


@pytest.mark.parametrize(
    "long",
    [
        '"01"^^xsd:integer',
        '"+5"^^xsd:integer',
        '"-0"^^xsd:integer',
        '"5"^^xsd:decimal',
        '"5."^^xsd:decimal',
        '".5"^^xsd:decimal',
        '"1"^^xsd:boolean',
        '"15e2"^^xsd:double',
        '"5"^^xsd:int',
        '"½"^^xsd:decimal',
        '"2024-01-01"^^xsd:date',
    ],
)
def test_any_other_lexical_form_is_quoted(long):
    assert body(f"ex:s ex:p {long} .") == f"ex:s\n    ex:p {long} ;\n.\n"


@pytest.mark.parametrize(
    ("local", "shown"),
    [
        ("a.b", "ex:a.b"),
        ("1st", "ex:1st"),
        ("_a-b", "ex:_a-b"),
        ("杭州", "ex:杭州"),
        ("", f"<{EX}>"),
        ("a.", f"<{EX}a.>"),
        (".a", f"<{EX}.a>"),
        ("-a", f"<{EX}-a>"),
        ("a/b", f"<{EX}a/b>"),
        ("a:b", f"<{EX}a:b>"),
        ("a%20b", f"<{EX}a%20b>"),
        ("a'b", f"<{EX}a'b>"),
        ("a²", f"<{EX}a²>"),
    ],
)
def test_a_name_is_shortened_only_where_the_rest_needs_no_escape(local, shown):
    triple = ox.Triple(node("s"), node("p"), node(local))
    text = written([triple], prefixes={"ex": EX})
    assert text.splitlines()[-2] == f"    ex:p {shown} ;"
    assert turtle.read(text.encode())[0].triple == triple


def test_the_longest_namespace_wins_even_where_it_ends_in_a_word():
    text = written([ox.Triple(node("a-b"), node("p"), node("a-c"))], prefixes={"ex": EX, "a": EX + "a-"})
    assert "a:b\n    ex:p a:c ;" in text


def test_a_line_end_in_a_text_is_escaped_and_chinese_is_not():
    assert body(r'ex:s ex:p """一\n二	三\r""" .') == 'ex:s\n    ex:p "一\\n二\\t三\\r" ;\n.\n'


@pytest.mark.parametrize("unseen", "\x7f\x85\xad\u061c\u200b\u200e\u2028\u202e\u2060\u2066\ufeff\U000e0041")
def test_characters_that_nobody_sees_are_escaped(unseen):
    text = written([ox.Triple(node("s"), node("p"), lit("a" + unseen))])
    assert unseen not in text
    assert turtle.read(text.encode())[0].object == lit("a" + unseen)


def test_characters_that_nobody_sees_are_escaped_in_iris_too():
    triple = ox.Triple(node("a\u200bb"), node("p\u202ec"), node("d\ufeff"))
    text = written([triple], prefixes={"ex": EX})
    assert "a\\u200Bb" in text
    assert text.isascii()
    assert turtle.read(text.encode())[0].triple == triple


@pytest.mark.parametrize("seen", "é…·—“”’ 　，。〇①㊙️½€Ａ￥𠮷\ufe0f")
def test_characters_that_can_be_seen_are_kept(seen):
    assert seen in written([ox.Triple(node("s"), node("p"), lit("a" + seen))])


@pytest.mark.parametrize(
    "tag", ["zh-Hans", "zh-Latn-pinyin", "en-GB", "zh-Hant-TW", "x-ab-abcd", "en-x-ab-abcd", "de-1901"]
)
def test_language_tags_are_written_as_bcp_47_recommends(tag):
    text = ox.Literal("a", language=tag.upper())
    assert f'"a"@{tag} ;' in written([ox.Triple(node("s"), node("p"), text)])


def test_named_graphs_follow_the_default_graph_sorted_and_indented():
    quads = [ox.Quad(node("s"), node("p"), node("o"), graph) for graph in (node("g2"), node("g1"), None)]
    block = f"<{EX}s>\n    <{EX}p> <{EX}o> ;\n.\n"
    inner = f"    <{EX}s>\n        <{EX}p> <{EX}o> ;\n    .\n"
    assert trig(quads).decode() == f"{block}\n<{EX}g1> {{\n{inner}}}\n\n<{EX}g2> {{\n{inner}}}\n"


def test_nothing_is_written_as_nothing():
    assert written([]) == ""


# Blank nodes


def test_a_blank_node_that_is_used_once_is_written_in_its_place():
    shape = "sl:S sh:property [ sh:path sl:p ; sh:minCount 1 ], [ sh:path sl:q ] ; sh:not [ sh:class sl:A ] ."
    assert body(shape) == (
        "sl:S\n"
        "    sh:not [ sh:class sl:A ] ;\n"
        "    sh:property\n"
        "        [\n"
        "            sh:minCount 1 ;\n"
        "            sh:path sl:p ;\n"
        "        ],\n"
        "        [ sh:path sl:q ] ;\n"
        ".\n"
    )


def test_lists_are_written_as_lists():
    assert (
        body("ex:s ex:p ( 1 [ ex:q ( ) ] ( ex:a ) ) .") == "ex:s\n    ex:p ( 1 [ ex:q () ] ( ex:a ) ) ;\n.\n"
    )


def test_a_long_list_takes_a_line_a_member():
    members = [f'"{"字" * 30}{i}"' for i in range(3)]
    lines = "\n        ".join(members)
    assert body(f"ex:s ex:p ( {' '.join(members)} ) .") == f"ex:s\n    ex:p (\n        {lines}\n    ) ;\n.\n"


def test_a_list_that_is_not_well_formed_is_not_written_as_one():
    assert "( " not in body("ex:s ex:p [ rdf:first 1 , 2 ; rdf:rest ( 3 4 ) ] .").replace("( 3 4 )", "")


def test_what_is_shared_or_goes_round_is_labelled_and_comes_after_the_iris():
    text = body("_:x ex:p _:y . _:y ex:p _:x . ex:s ex:p _:z . ex:t ex:p _:z . [] ex:p 1 .")
    heads = [line for line in text.splitlines() if line[:1] in set("e_[")]
    assert heads == ["ex:s", "ex:t", "_:c14n1", "_:c14n2", "[]"]  # nothing is said of _:c14n0
    assert turtle.is_canonical(written(of(text)).encode())


def test_a_label_does_not_change_when_something_else_in_the_graph_does():
    pair = "_:a ex:p _:b . _:b ex:q _:a ."
    assert body(pair) in body(pair + " ex:s ex:p [ ex:r [ ex:r 1 ] ] .")


def test_two_blank_nodes_that_say_the_same_are_both_kept():
    assert body("ex:s ex:p [ ex:q 1 ], [ ex:q 1 ] .").count("[ ex:q 1 ]") == 2


def test_a_blank_node_that_is_in_two_graphs_or_names_one_is_labelled():
    one, two = ox.BlankNode(), ox.BlankNode()
    quads = [
        ox.Quad(node("s"), node("p"), one, node("g")),
        ox.Quad(one, node("p"), lit("a")),
        ox.Quad(node("s"), node("p"), node("o"), two),
    ]
    assert same(turtle.read(trig(quads), ox.RdfFormat.TRIG), quads)


def test_brackets_a_hundred_deep_are_read_and_written():
    chain = [ox.BlankNode() for _ in range(100)]
    quads = [ox.Quad(a, node("p"), b) for a, b in zip([node("s"), *chain], chain, strict=False)]
    text = written(quads)
    assert same(turtle.read(text.encode()), quads)
    assert max(len(line) - len(line.lstrip()) for line in text.splitlines()) <= 4 * 26


def test_a_list_of_ten_thousand_is_written():
    text = written(of(f"ex:s ex:p ( {'1 ' * 10_000}) ."))
    assert len(text.splitlines()) == 10_004


def test_blank_nodes_too_alike_to_be_told_apart_are_refused_by_a_sentence(monkeypatch):
    monkeypatch.setattr(canonical, "TIME_LIMIT_S", 0.5)
    nodes = [ox.BlankNode() for _ in range(10)]
    clique = [ox.Quad(a, node("p"), b) for a in nodes for b in nodes if a != b]
    with pytest.raises(BadFile, match="10 of them are too alike"):
        canonical.label(clique, nodes)


def test_a_statement_about_a_blank_node_that_comes_twice_counts_once():
    blank = ox.BlankNode()
    quads = [ox.Quad(node("s"), node("p"), blank), ox.Quad(blank, node("q"), lit("a"))]
    assert written(quads * 2) == written(quads)


def test_labels_in_a_file_that_look_canonical_do_no_harm():
    text = "_:{0} ex:q 1 . ex:s ex:p _:{0} . _:x ex:p _:y . _:y ex:p _:x ."
    assert body(text.format("c14n0")) == body(text.format("z"))


def test_a_blank_node_in_a_triple_term_is_labelled():
    def quads():
        blank = ox.BlankNode()
        inner = ox.Triple(blank, node("p"), node("o"))
        return [ox.Quad(node("s"), node("p"), thing) for thing in (inner, blank)]

    assert written(quads()) == written(quads())
    assert written(quads()).count("_:c14n0") == 2


def test_triple_terms_are_kept():
    inner = ox.Triple(node("a"), node("p"), lit('b> <"'))
    blank = ox.Triple(ox.BlankNode(), node("p"), node("o"))
    quads = [ox.Quad(node("s"), node("p"), term) for term in (inner, blank)]
    assert same(turtle.read(written(quads).encode()), quads)


# Nothing is lost, nothing else shows


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


def lit(text: str) -> ox.Literal:
    return ox.Literal(text)


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
_FEW_IRIS = st.sampled_from(
    [node("a"), node("a-b"), node("ab"), *(ox.NamedNode(PREFIXES["sl"] + n) for n in "xy")]
)
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
        "import sys, pathlib\nfrom kg import turtle\nimport pyoxigraph as ox\n"
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


# The W3C suites


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


# Files


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
    with pytest.raises(BadFile, match=name):
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
