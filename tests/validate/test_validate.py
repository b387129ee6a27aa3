"""Validation: every check can fail, says what is wrong in both languages, leaves a sound graph alone."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Quad
from support.checked_world import CHECKS, OF_DOCUMENT, VIEW, claimed, entry, findings, location, put, world

from kg.model.kinds import FactKind
from kg.rdf.index import Index
from kg.rdf.iris import expand, mint, shorten
from kg.rdf.turtle import read
from kg.rdf.vocab import GRAPH_ONTOLOGY, GRAPH_REVIEWS, A, term
from kg.store import EmbeddedStore
from kg.validate import Finding, accepted, quads_to_validate, validate
from kg.validate.constraints import ask, read_constraints
from kg.validate.findings import SEVERITIES, report
from kg.validate.shapes import check_shapes

# ---- a sound graph, and one that breaks every check


def test_a_sound_graph_conforms_and_nothing_is_said_of_it(kinds: dict[str, FactKind]) -> None:
    store = world()
    claimed(store, location(kinds), entry(kinds, rank=1))
    found = validate(store)
    assert found.findings == ()
    assert found.conforms
    assert list(found.lines("en")) == ["conforms"] and list(found.lines("zh")) == ["符合规则"]


def test_the_projects_own_graph_conforms(demo_store: EmbeddedStore) -> None:
    found = validate(demo_store)
    assert [f.sentence() for f in found.findings if f.severity == "violation"] == []


Case = tuple[str, str, str, str]


def broken_cases() -> list[Case]:
    """Give the cases of broken.txt: check, thing, graph, Turtle."""
    text = (Path(__file__).parents[1] / "cases" / "broken.txt").read_text(encoding="utf-8")
    found = re.findall(r"^== (\S+) (\S+) (\S+)\n(.*?)(?=^== |\Z)", text, re.MULTILINE | re.DOTALL)
    return [(check, thing, graph, turtle) for check, thing, graph, turtle in found]


GRAPHS = {"view": VIEW, "document": OF_DOCUMENT, "reviews": GRAPH_REVIEWS, "ontology": GRAPH_ONTOLOGY}


@pytest.fixture(scope="module")
def broken() -> EmbeddedStore:
    """Every case at once; each has things of its own."""
    store = world()
    for _, _, graph, turtle in broken_cases():
        put(store, turtle, GRAPHS[graph])
    return store


@pytest.fixture(scope="module")
def found_broken(broken: EmbeddedStore) -> dict[str, Finding]:
    return findings(broken)


@pytest.mark.parametrize("case", broken_cases(), ids=lambda case: case[0])
def test_the_check_finds_what_is_broken(case: Case, found_broken: dict[str, Finding]) -> None:
    check, thing, _, _ = case
    finding = found_broken[f"shape:{check} {shorten(expand(thing))}"]
    for language in ("zh", "en"):
        assert finding.problem[language] and finding.remedy[language]
        assert "{?" not in finding.sentence(language) + finding.remedy[language]


def test_there_is_a_broken_case_for_every_check() -> None:
    message = term("sh:message")
    checks = {shorten(q.subject).removeprefix("shape:") for q in read(CHECKS) if q.predicate == message}  # type: ignore[arg-type]
    assert {check for check, *_ in broken_cases()} == checks
    assert len(checks) > 80


def test_the_graph_that_is_broken_does_not_conform(broken: EmbeddedStore) -> None:
    assert not validate(broken).conforms


@pytest.mark.slow
def test_constraints_asked_at_once_answer_as_pyshacl_does(broken: EmbeddedStore) -> None:
    quads = quads_to_validate(broken)
    graph = broken.raw.__class__()
    # pySHACL asks every constraint of every term, which takes a minute: the project's own terms sit this out.
    named = {expand(thing) for _, thing, _, _ in broken_cases()}
    bystanders = {q.subject for q in quads if q.graph_name == GRAPH_ONTOLOGY} - named
    view = {t for t in accepted(quads) if t.predicate != A or t.subject not in bystanders}
    graph.extend(Quad(t.subject, t.predicate, t.object) for t in view)
    ontology = [q.triple for q in quads if q.graph_name == GRAPH_ONTOLOGY]
    ours = {
        (shorten(c.shape), str(row["this"]), str(row.get("value", row["this"])))
        for c in read_constraints(Index(ontology))
        for row in ask(c, graph)
    }
    theirs = {
        (shorten(r.shape), str(r.thing), str(r.value))  # type: ignore[arg-type]
        for r in check_shapes(view, ontology)
        if r.component == "SPARQL"
    }
    assert len(ours) > 50
    assert ours == theirs


# ---- the sentences


def test_a_sentence_names_the_thing_by_label_and_curie_and_says_what_stands_there(
    found_broken: dict[str, Finding],
) -> None:
    finding = found_broken["shape:PlaceCheck-code city:p1"]
    assert finding.sentence("en") == "p1 (city:p1): it needs one code of six digits (it is 3301)"
    assert finding.sentence("zh") == "p1 (city:p1)：须有一个六位的行政区划代码（现为 3301）"
    assert finding.remedy["en"] == "write its GB/T 2260 code, such as 330100"


def test_a_circle_is_said_once_as_the_circle(found_broken: dict[str, Finding]) -> None:
    circles = [key for key in found_broken if key.startswith("shape:PartCheck-circle")]
    assert circles == ["shape:PartCheck-circle cluster:a"]
    said = found_broken[circles[0]].problem["en"]
    assert said == "“part of” runs in a circle: cluster:a → cluster:b → cluster:a"


def test_eleven_cities_in_a_top_ten_are_said_with_both_numbers(kinds: dict[str, FactKind]) -> None:
    store = world()
    put(store, "ranking:top a sl:Ranking ; sl:size 10 .")
    facts = [entry(kinds, ranking="ranking:top", place=f"city:c{n}", rank=min(n, 10)) for n in range(1, 12)]
    claimed(store, *facts)
    finding = findings(store)["shape:RankingCheck-too-many ranking:top"]
    assert finding.problem == {"en": "11 are ranked in a top 10", "zh": "前 10 名的榜单里有 11 个条目"}


def test_what_was_rejected_does_not_count_in_a_ranking(kinds: dict[str, FactKind]) -> None:
    store = world()
    facts = [entry(kinds, rank=1), entry(kinds, place="city:hangzhou2", rank=1)]
    put(store, 'city:hangzhou2 a sl:Place ; skos:prefLabel "二"@zh-Hans , "two"@en .')
    claimed(store, *facts, verdicts=(True, False))
    assert findings(store) == {}


ROLES = {
    # what is said of a location besides its role: what is found to be wrong with it
    each[0]: each[1:]
    for each in [
        ("", "it has no “place”", "缺少“地点”"),
        ("sl:place city:hangzhou , country:china", "it has more than 1 “place”", "“地点”多于 1 个"),
        (
            "sl:place company:alibaba",
            "its “place” is Alibaba (company:alibaba), which is no Place (sl:Place)",
            "“地点”是 阿里巴巴 (company:alibaba)，它不属于地域 (sl:Place)",
        ),
        (
            'sl:place city:hangzhou ; sl:from "last year"',
            "its “from” is written last year",
            "“自”写作 last year",
        ),
    ]
}


@pytest.fixture(scope="module")
def found_of_locations() -> list[Finding]:
    """What is found in a graph with a location for each of `ROLES`."""
    store = world()
    for number, turtle in enumerate(ROLES):
        put(store, f"fact:location-x{number} a sl:Location ; sl:role site:base ; {turtle} .")
    return list(findings(store).values())


@pytest.mark.parametrize(("turtle", "en", "zh"), [(turtle, *said) for turtle, said in ROLES.items()])
def test_the_shape_of_a_fact_kind_speaks_of_its_roles_by_label(
    found_of_locations: list[Finding], turtle: str, en: str, zh: str
) -> None:
    thing = f"fact:location-x{list(ROLES).index(turtle)}"
    found = [finding for finding in found_of_locations if finding.thing == thing]
    said = {language: [f.problem[language] for f in found] for language in ("en", "zh")}
    assert any(problem.startswith(en) for problem in said["en"])
    assert any(problem.startswith(zh) for problem in said["zh"])


def test_a_new_fact_kind_is_validated_without_a_line_of_python() -> None:
    store = world()
    shape = """
    sl:Twinning rdfs:subClassOf sl:Fact .
    shape:Twinning a sh:NodeShape , sl:FactKind ; sh:targetClass sl:Twinning ; sl:slug "twinning" ;
        sl:sentence "{place}与{twin}结好"@zh-Hans , "{place} is twinned with {twin}"@en ;
        sh:property shape:Twinning-place , shape:Twinning-twin .
    shape:Twinning-place sh:path sl:place ; sh:name "地点"@zh-Hans , "place"@en ; sh:class sl:Place .
    shape:Twinning-twin sh:path sl:twin ; sh:name "友城"@zh-Hans , "twin"@en ; sh:minCount 1 ;
        sh:class sl:City .
    """
    put(store, shape, GRAPH_ONTOLOGY)
    put(store, "fact:twinning-x a sl:Twinning ; sl:place city:hangzhou ; sl:rank 3 .")
    found = findings(store)
    assert found["shape:Twinning-twin fact:twinning-x"].problem["zh"] == "缺少“友城”"
    assert "sl:rank" in found["shape:FactCheck-role fact:twinning-x"].problem["en"]


def test_a_value_out_of_range_is_told_with_its_limit() -> None:
    store = world()
    put(store, "fact:ranking-entry-x a sl:RankingEntry ; sl:rank 0 .")
    assert "its “rank” is 0, less than 1" in {f.problem["en"] for f in findings(store).values()}


def test_a_shape_without_words_of_its_own_and_of_an_unknown_kind_still_makes_a_sentence() -> None:
    store = world()
    turtle = "shape:Odd a sh:NodeShape ; sh:targetNode city:hangzhou ; sh:node shape:Other . "
    put(store, turtle + "shape:Other a sh:NodeShape ; sh:closed true .", GRAPH_ONTOLOGY)
    finding = findings(store)["shape:Odd city:hangzhou"]
    assert finding.sentence("en").startswith("Hangzhou (city:hangzhou): it does not fit the shape shape:Odd")


def test_a_hostile_label_stays_text_and_opens_no_placeholder() -> None:
    store = world()
    put(store, 'city:evil a sl:City ; skos:prefLabel "{?value}"@zh-Hans , "{?value}"@en .')
    finding = findings(store)["shape:PlaceCheck-code city:evil"]
    assert finding.sentence("en").startswith("{?value} (city:evil): ")


def test_graphs_that_people_loaded_themselves_are_left_alone() -> None:
    store = world()
    put(store, "<https://example.org/C> a owl:Class .", mint("graph", "theirs"))
    assert findings(store) == {}


def test_a_store_without_shapes_does_not_conform_by_having_nothing_to_conform_to() -> None:
    found = validate(EmbeddedStore.in_memory())
    assert not found.conforms
    assert found.findings[0].sentence("en").startswith("graph:ontology: it holds no shapes")


# ---- the report


def finding_of(severity: str, check: str, thing: str) -> Finding:
    said = {"en": f"wrong {thing}", "zh": f"错 {thing}"}
    return Finding(severity, check, thing, {"en": thing, "zh": thing}, said, {"en": "mend it", "zh": "改正"})


def test_of_many_findings_of_one_kind_three_are_told_and_the_rest_counted() -> None:
    found = report(finding_of("violation", "shape:a", f"city:{n}") for n in range(40))
    lines = list(found.lines("en"))
    assert lines[0] == "violation  city:0: wrong city:0"
    assert lines[3:] == ["  … and 37 more of this kind", "  mend it", "does not conform: 40 violations"]
    assert list(found.lines("zh"))[3:] == ["  …… 同类还有 37 处", "  改正", "不符合规则：错误 40 处"]
    assert len(list(found.lines("en", most=0))) == 42
    assert len(found.as_json()["findings"]) == 40


def test_warnings_and_notes_leave_a_graph_conforming() -> None:
    found = report([finding_of("info", "shape:a", "x"), finding_of("warning", "shape:b", "y")])
    assert found.conforms
    assert found.summary("en") == "conforms: 1 warning, 1 note"


@given(st.lists(st.tuples(st.sampled_from(list(SEVERITIES)), st.sampled_from("ab"), st.sampled_from("xyz"))))
def test_the_worst_come_first_and_the_order_they_were_found_in_never_shows(
    parts: list[tuple[str, str, str]],
) -> None:
    found = [finding_of(*part) for part in {(c, t): (s, c, t) for s, c, t in parts}.values()]
    one, other = report(found), report(reversed(found))
    assert one == other
    ranks = [list(SEVERITIES).index(f.severity) for f in one.findings]
    assert ranks == sorted(ranks)
