"""Blank nodes in canonical Turtle: in their place, as lists, or with a label that nothing else changes."""

import pyoxigraph as ox
import pytest
from support.canonical_turtle import body, lit, of, trig, written
from support.written_world import node, same

from kg.errors import BadFile
from kg.rdf import turtle
from kg.rdf.turtle import canonical


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
