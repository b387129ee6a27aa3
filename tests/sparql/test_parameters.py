"""What the texts that people give for parameters stand for."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.errors import AmbiguousName, BadTerm, UnknownName, UnknownPrefix
from kg.graph import Graph
from kg.rdf.iris import expand, mint, shorten
from kg.rdf.vocab import term
from kg.sparql.parameters import ANY, IRI, LITERALS, SCHEME, Lookup, Parameter, class_test, resolve
from kg.store import EmbeddedStore

NAMES = {
    "杭州": ["city:hangzhou"],
    "Hangzhou": ["city:hangzhou"],
    "苏州": ["city:suzhou-jiangsu"],
    "suzhou": ["city:suzhou-jiangsu", "city:suzhou-anhui"],
    "吉林": ["province:jilin", "city:jilin"],
    "浙江": ["province:zhejiang"],
    "a: b": ["company:ab"],
}
CLASSES = {"city": {"City", "Place"}, "province": {"Province", "Place"}, "company": {"Company"}}
CITY = Parameter("city", "City")


@pytest.fixture(scope="module")
def demo(demo_store: EmbeddedStore) -> Graph:
    return Graph(demo_store)


def exact(name: str) -> Iterator[NamedNode]:
    return map(expand, NAMES.get(name, []))


def is_a(thing: NamedNode, name: str) -> bool:
    known = {curie for curies in NAMES.values() for curie in curies}
    return shorten(thing) in known and name in CLASSES[shorten(thing).partition(":")[0]]


WORLD = Lookup(exact, is_a, lambda text: [mint("city", "hangzhou"), mint("province", "zhejiang")])


@pytest.mark.parametrize(
    "text", ["杭州", "Hangzhou", "city:hangzhou", "<https://w3id.org/suanli/id/city/hangzhou>", " 杭州 "]
)
def test_a_thing_is_given_by_a_name_in_any_language_a_curie_or_an_iri(text: str) -> None:
    assert resolve(CITY, text, WORLD) == mint("city", "hangzhou")


def test_a_name_is_looked_for_among_the_things_of_the_class_only() -> None:
    assert resolve(CITY, "吉林", WORLD) == mint("city", "jilin")
    assert resolve(Parameter("area", "Province"), "吉林", WORLD) == mint("province", "jilin")


def test_a_name_that_several_things_of_the_class_have_is_ambiguous() -> None:
    with pytest.raises(AmbiguousName, match="'suzhou' may mean city:suzhou-anhui, city:suzhou-jiangsu"):
        resolve(CITY, "suzhou", WORLD)
    with pytest.raises(AmbiguousName, match="city:jilin, province:jilin"):
        resolve(Parameter("thing", IRI), "吉林", WORLD)


def test_an_unknown_name_is_answered_with_the_nearest_of_the_class() -> None:
    with pytest.raises(UnknownName, match="did you mean city:hangzhou\\?"):
        resolve(CITY, "杭洲", WORLD)


def test_a_thing_of_another_class_is_refused_by_name_and_by_curie() -> None:
    with pytest.raises(BadTerm, match="'浙江' is not a City\n  it is province:zhejiang"):
        resolve(CITY, "浙江", WORLD)
    with pytest.raises(BadTerm, match="'province:zhejiang' is not a City\n  did you mean city:hangzhou"):
        resolve(CITY, "province:zhejiang", WORLD)


def test_what_a_thing_is_not_is_said_in_the_words_of_the_ontology_where_they_are_known() -> None:
    called = {"City": {"en": "City", "zh": "城市"}, "AIUse": {"en": "AI use", "zh": "人工智能应用"}}
    world = replace(WORLD, labels=lambda thing: called.get(shorten(thing).partition(":")[2], {}))
    for name, en, zh in (
        ("City", "a city", "城市"),
        ("AIUse", "an AI use", "人工智能应用"),
        ("Company", "a Company", " Company"),
    ):
        with pytest.raises(BadTerm) as refused:
            resolve(Parameter("x", name), "浙江", world)
        assert refused.value.sentence("en").startswith(f"'浙江' is not {en}\n")
        assert refused.value.sentence("zh").startswith(f"'浙江' 不是{zh}\n")


def test_where_nothing_is_near_nothing_is_suggested() -> None:
    nowhere = replace(WORLD, near=lambda _: [])
    for lookup in (None, nowhere):
        with pytest.raises(UnknownName) as unknown:
            resolve(CITY, "qqq", lookup)
        assert unknown.value.sentence("en").endswith("\n  `kg find` searches labels, aliases and pinyin")
        assert "是否指" not in unknown.value.sentence("zh")


@pytest.mark.parametrize(
    "text", ["factor", "FactorScheme", "sl:FactorScheme", "评估因素", "Assessment factors"]
)
def test_a_scheme_is_given_by_its_name_or_by_the_beginning_of_its_iri(text: str, demo: Graph) -> None:
    assert resolve(Parameter("x", SCHEME), text, demo.lookup) == term("sl:FactorScheme")


def test_a_scheme_of_several_words_is_found_by_them(demo: Graph) -> None:
    for text in ("rank-change", "RankChange", "rank change"):
        assert resolve(Parameter("x", SCHEME), text, demo.lookup) == term("sl:RankChangeScheme")


@pytest.mark.parametrize("text", ["sl:factor", "qqq", "company", "杭州"])
def test_what_is_no_scheme_is_answered_with_schemes(text: str, demo: Graph) -> None:
    with pytest.raises(BadTerm, match="`kg query schemes` lists them"):
        resolve(Parameter("x", SCHEME), text, demo.lookup)


def test_a_graph_says_what_a_thing_is_not_in_chinese(demo: Graph) -> None:
    with pytest.raises(BadTerm) as refused:
        resolve(CITY, "阿里巴巴", demo.lookup)
    assert refused.value.sentence("zh").startswith("'阿里巴巴' 不是城市\n")


def test_a_misspelt_curie_is_answered_with_the_nearest() -> None:
    with pytest.raises(BadTerm, match="'city:hangzou' is not a City\n  did you mean city:hangzhou"):
        resolve(CITY, "city:hangzou", WORLD)


def test_an_unknown_prefix_is_named_unless_the_whole_is_a_name() -> None:
    with pytest.raises(UnknownPrefix, match="there is no prefix 'citi'"):
        resolve(CITY, "citi:hangzhou", WORLD)
    assert resolve(Parameter("company", "Company"), "a: b", WORLD) == mint("company", "ab")


def test_without_a_store_curies_are_taken_and_names_are_not() -> None:
    assert resolve(CITY, "city:hangzhou") == mint("city", "hangzhou")
    with pytest.raises(UnknownName):
        resolve(CITY, "杭州")


@pytest.mark.parametrize(
    ("name", "text", "value", "datatype"),
    [
        ("Text", 'a "b" \\ c', 'a "b" \\ c', "string"),
        ("Text", "", "", "string"),
        ("Year", "2018", "2018", "string"),
        ("Year", "２０１８ ", "2018", "string"),
        ("Period", "2018-H1", "2018-H1", "string"),
        ("Period", "2019/..", "2019/..", "string"),
        ("Integer", "007", "7", "integer"),
        ("Decimal", "0.90", "0.9", "decimal"),
        ("Decimal", "100", "100", "decimal"),
        ("Boolean", "是", "true", "boolean"),
        ("Boolean", "No", "false", "boolean"),
    ],
)
def test_a_value_becomes_the_literal_that_the_data_have(
    name: str, text: str, value: str, datatype: str
) -> None:
    assert resolve(Parameter("x", name), text) == Literal(value, datatype=term(f"xsd:{datatype}"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Year", "18"),
        ("Year", "2018年"),
        ("Year", "20\n18"),
        ("Period", "2018-13-"),
        ("Integer", "7.5"),
        ("Integer", "七"),
        ("Decimal", "1e5"),
        ("Decimal", "."),
        ("Boolean", "maybe"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_what_is_wanted(name: str, text: str) -> None:
    with pytest.raises(BadTerm) as refused:
        resolve(Parameter("x", name), text)
    assert LITERALS[name].wanted["zh"] in refused.value.sentence("zh")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018", Literal(2018)),
        ('"2018"', Literal("2018")),
        ("true", Literal(True)),
        ("city:hangzhou", mint("city", "hangzhou")),
        ("杭州", mint("city", "hangzhou")),
    ],
)
def test_an_undeclared_parameter_takes_any_term_or_name(text: str, expected: object) -> None:
    assert resolve(Parameter("x", ANY), text, WORLD) == expected


@given(text=st.text())
def test_any_text_is_a_term_or_is_refused_with_a_sentence(text: str) -> None:
    for name in (*LITERALS, "City", IRI, ANY):
        try:
            resolve(Parameter("x", name), text, WORLD)
        except BadTerm as refused:
            assert refused.sentence("en") and refused.sentence("zh")


@pytest.mark.parametrize(
    ("curie", "name", "expected"),
    [
        ("city:hangzhou", "City", True),
        ("city:hangzhou", "Place", True),
        ("city:hangzhou", "Province", False),
        ("city:beijing", "Province", True),
        ("document:idc-2018-2019-csdn", "Document", True),
        ("factor:talent", "Criterion", True),
        ("city:nowhere", "Place", False),
    ],
)
def test_a_store_says_whether_a_thing_is_of_a_class_or_of_one_below_it(
    demo_store: EmbeddedStore, curie: str, name: str, expected: bool
) -> None:
    assert demo_store.ask(class_test(expand(curie), name)) is expected
