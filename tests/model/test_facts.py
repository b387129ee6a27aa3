"""Fact kinds read from shapes, and the facts they allow."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, RdfFormat, Store, parse

from kg.errors import BadFact, BadKind
from kg.graph.names import Names
from kg.graph.records import facts_of
from kg.model.facts import make_fact, read_facts, to_json
from kg.model.kinds import FactKind, read_kinds
from kg.rdf.iris import local_name, mint, plain
from kg.rdf.vocab import PREFIXES, term
from kg.store import EmbeddedStore

FIGURE = {
    "measure": "measure:ai-market",
    "area": "country:china",
    "period": "2018",
    "value": 2500000000,
    "unit": "unit:usd",
    "bound": "bound:about",
    "isForecast": False,
}


def test_two_statements_with_the_same_parts_meet_in_one_fact(kinds: dict[str, FactKind]) -> None:
    one = make_fact(kinds["Statistic"], FIGURE)
    other = make_fact(kinds["Statistic"], dict(reversed(FIGURE.items())) | {"value": "2500000000.00"})
    assert one.iri == other.iri


@pytest.mark.parametrize("role", [*FIGURE])
def test_statements_that_differ_in_one_part_are_two_facts(kinds: dict[str, FactKind], role: str) -> None:
    other = {"value": 1, "isForecast": True, "period": "2019"}.get(role, "bound:exactly")
    changed = make_fact(kinds["Statistic"], FIGURE | {role: other})
    assert changed.iri != make_fact(kinds["Statistic"], FIGURE).iri


@given(value=st.decimals(allow_nan=False, allow_infinity=False, places=4), forecast=st.booleans())
def test_a_fact_read_back_from_a_store_is_the_same_fact(
    kinds: dict[str, FactKind], value: Decimal, forecast: bool
) -> None:
    fact = make_fact(kinds["Statistic"], FIGURE | {"value": value, "isForecast": forecast})
    store = Store()
    for triple in fact.triples():
        store.add(_quad(triple))
    assert [f.iri for f in read_facts(kinds, store)] == [fact.iri]


def test_the_json_form_makes_the_same_fact_again(kinds: dict[str, FactKind]) -> None:
    fact = make_fact(kinds["Statistic"], FIGURE)
    told = to_json(fact, {term("country:china"): "中国"})
    assert told["roles"]["area"] == {"iri": PREFIXES["country"] + "china", "label": "中国"}
    assert make_fact(kinds[told["fact"]], told["roles"]).iri == fact.iri


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "many"}, "'many' does not fit the role 'value'"),
        ({"isForecast": "perhaps"}, "'perhaps' does not fit"),
        ({"area": "Chnia land"}, "'Chnia land' does not fit the role 'area'"),
        ({"unit": None}, "the role 'unit' is missing"),
        ({"plac": "city:hangzhou"}, "it has no role 'plac'"),
    ],
)
def test_what_a_kind_does_not_allow_is_refused_by_a_sentence(
    kinds: dict[str, FactKind], change: dict[str, object], said: str
) -> None:
    with pytest.raises(BadFact, match=said):
        make_fact(kinds["Statistic"], FIGURE | change)


def test_a_sentence_leaves_out_what_is_missing(kinds: dict[str, FactKind]) -> None:
    roles = {"programme": "programme:pilot", "place": "city:hangzhou"}
    assert make_fact(kinds["Designation"], roles).sentence("zh", local_name) == "hangzhou获批pilot"
    undated = make_fact(kinds["PolicyIssue"], {"policy": "policy:law"})
    assert undated.sentence("en", local_name) == "law: issued"
    assert undated.sentence("zh", local_name) == "law发布"


def test_what_happens_once_is_said_to_be_then_or_later_and_what_lasts_to_be_since(
    kinds: dict[str, FactKind],
) -> None:
    roles = {"programme": "programme:pilot", "place": "city:hangzhou", "date": "2019/.."}
    zone = make_fact(kinds["Designation"], roles)
    assert zone.sentence("en", local_name) == "hangzhou receives the designation “pilot”, 2019 or later"
    assert zone.sentence("zh", local_name) == "hangzhou获批pilot，2019年或之后"
    figure = make_fact(kinds["Statistic"], FIGURE | {"period": "2019/.."})
    assert "china, since 2019: " in figure.sentence("en", local_name)
    assert figure.sentence("zh", local_name).startswith("china2019年以来ai-market：")


@pytest.mark.parametrize("kind", ["Designation", "Event", "PolicyIssue", "Publication"])
def test_a_date_is_when_a_thing_happens(kinds: dict[str, FactKind], kind: str) -> None:
    assert kinds[kind].roles["date"].compared_as == "AsPeriod"


def test_a_plain_number_has_its_measure_word_in_chinese_alone(kinds: dict[str, FactKind]) -> None:
    figure = make_fact(kinds["Statistic"], FIGURE | {"value": 60, "unit": "unit:count"})
    label = {"count": "个", "about": "约"}
    assert figure.sentence("zh", lambda iri: label.get(local_name(iri), "")).endswith("约60个")
    assert figure.sentence("en", local_name).endswith("about 60")


def test_no_english_sentence_joins_a_label_to_a_word_that_wants_an_article_or_the_singular(
    kinds: dict[str, FactKind], demo_store: EmbeddedStore
) -> None:
    # Labels begin with capitals, some are plural, and "United States" has no article: they stand in quotation
    # marks, or where a heading's grammar holds.
    joins = re.compile(r"\b(?:is|are|in|for|on|a|an|uses|works|applies) \{(\w+)\}")
    classes = {"Field", "Scenario", "Technology", "Industry", "Programme", "Policy", "Standing"}
    joined = {
        (kind.name, role)
        for kind in kinds.values()
        for role in joins.findall(kind.sentences["en"])
        if local_name(kind.roles[role].filler or kind.iri) in classes
    }
    assert joined == set()
    label = Names(demo_store, "en").label
    said = [fact.sentence("en", label) for fact in facts_of(demo_store)]
    assert "Hikvision is active in the field “Security”" in said and "Google: base in United States" in said
    assert not any(" is in United States" in text for text in said)


def test_an_order_in_a_list_is_not_told_as_a_rank(kinds: dict[str, FactKind]) -> None:
    entry = {"ranking": "ranking:r", "place": "city:chengdu"}
    assert "ranks 6" in make_fact(kinds["RankingEntry"], entry | {"rank": 6}).sentence("en", local_name)
    listed = make_fact(kinds["RankingEntry"], entry | {"order": 6}).sentence("en", local_name)
    assert "number 6 in the list" in listed and "ranks" not in listed


def test_a_forecast_says_so(kinds: dict[str, FactKind]) -> None:
    told = [
        make_fact(kinds["Statistic"], FIGURE | {"isForecast": f}).sentence("zh", local_name)
        for f in (True, False)
    ]
    assert [("预测" in text) for text in told] == [True, False]
    assert all("25亿" in text for text in told)


def test_a_branch_is_no_base(kinds: dict[str, FactKind]) -> None:
    roles = {"organisation": "company:a", "place": "city:hangzhou", "role": "site:branch"}
    found = [local_name(t.predicate) for t in make_fact(kinds["Location"], roles).shortcuts()]
    assert found == ["hasBranchIn"]


def test_a_kind_whose_rule_speaks_of_a_role_it_lacks_is_refused() -> None:
    shapes = """
    shape:X a sl:FactKind ; sh:targetClass sl:X ; sl:slug "x" ;
        sh:property shape:X-place ; sl:dependency shape:X-d .
    shape:X-place sh:path sl:place ; sh:class sl:Place .
    shape:X-d sl:determinant sl:place ; sl:determined sl:rank .
    """
    prefixes = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("sl", "shape", "sh"))
    with pytest.raises(BadKind, match="'rank', which it lacks"):
        read_kinds(parse(prefixes + shapes, RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("literal", "value"),
    [(Literal(3), 3), (Literal(True), True), (Literal("2018"), "2018"), (Literal(Decimal("24.5")), 24.5)],
)
def test_a_literal_is_told_as_json_has_it(literal: Literal, value: object) -> None:
    assert plain(literal) == value and type(plain(literal)) is type(value)


def test_every_kind_of_the_project_has_sentences_that_name_only_its_own_roles(
    kinds: dict[str, FactKind],
) -> None:
    import re

    assert len(kinds) >= 19
    for kind in kinds.values():
        assert set(kind.sentences) == {"zh-hans", "en"}, kind.name
        for template in kind.sentences.values():
            assert set(re.findall(r"\{(\w+)\}", template)) <= set(kind.roles), kind.name


def _quad(triple):  # type: ignore[no-untyped-def]
    from pyoxigraph import Quad

    return Quad(triple.subject, triple.predicate, triple.object)


def test_minting_a_fact_does_not_depend_on_the_order_of_a_kinds_roles(kinds: dict[str, FactKind]) -> None:
    assert make_fact(kinds["Statistic"], FIGURE).iri == mint("fact", "statistic-1b2398792c5ee28a")
