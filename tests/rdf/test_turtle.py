"""Canonical Turtle and TriG: the form."""

import pyoxigraph as ox
import pytest
from support.canonical_turtle import body, lit, of, trig, written
from support.written_world import EX, node

from kg.rdf import turtle
from kg.rdf.vocab import PREFIXES


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
    assert f'"a{seen}"' in written([ox.Triple(node("s"), node("p"), lit("a" + seen))])


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
