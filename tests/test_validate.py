"""Validation: every check can fail, says what is wrong in both languages, and leaves a sound graph alone."""

import hashlib
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from kg.bundle import folder
from kg.claims import Claim, Review, Span
from kg.conflicts import Reckoning
from kg.facts import Fact, make_fact
from kg.kinds import FactKind, Index
from kg.knowledge import Labels, kinds_of, reckoning_of
from kg.passages import Passages
from kg.quantities import Unit
from kg.store import EmbeddedStore
from kg.terms import document_graph, expand, local_name, mint, shorten
from kg.turtle import read
from kg.validate import Finding, Report, validate
from kg.validate.constraints import ask, read_constraints
from kg.validate.evidence import check_evidence
from kg.validate.figures import check_figures
from kg.validate.findings import SEVERITIES, report
from kg.validate.identity import check_facts, check_view, sound_claims
from kg.validate.sentences import Speaker
from kg.validate.shapes import check_shapes
from kg.validate.union import accepted, quads_to_validate, whole
from kg.view import accepted_view
from kg.vocab import GRAPH_ONTOLOGY, GRAPH_REVIEWS, PREFIXES, A

CHECKS = folder("ontology") / "checks.ttl"
DOCUMENT = mint("document", "d")
VIEW = DefaultGraph()
OF_DOCUMENT = document_graph(DOCUMENT)
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
HASH = "0" * 64

REFERENCE = """
country:china a sl:Country ; skos:prefLabel "中国"@zh-Hans , "China"@en .
province:zhejiang a sl:Province ; skos:prefLabel "浙江"@zh-Hans , "Zhejiang"@en ; skos:notation "330000" ;
    wgs84:lat 29.2 ; wgs84:long 120.5 ; sl:partOf country:china .
city:hangzhou a sl:City ; skos:prefLabel "杭州"@zh-Hans , "Hangzhou"@en ; skos:notation "330100" ;
    wgs84:lat 30.3 ; wgs84:long 120.2 ; sl:partOf province:zhejiang .
company:alibaba a sl:Company ; skos:prefLabel "阿里巴巴"@zh-Hans , "Alibaba"@en .
report:r a sl:Edition ; skos:prefLabel "报告"@zh-Hans , "Report"@en .
ranking:r a sl:Ranking ; skos:prefLabel "榜单"@zh-Hans , "Ranking"@en ; sl:edition report:r ;
    sl:rankedClass sl:City .
measure:market a sl:Measure ; skos:prefLabel "市场"@zh-Hans , "market"@en .
measure:compute a sl:Measure ; skos:prefLabel "算力"@zh-Hans , "compute"@en ; sl:partOf measure:market .
measure:growth a sl:Measure ; skos:prefLabel "增长"@zh-Hans , "growth"@en ; sl:growthOf measure:market .
measure:share a sl:Measure ; skos:prefLabel "占比"@zh-Hans , "share"@en ; sl:shareOf measure:market ;
    sl:shareTakenBy measure:compute .
"""


def triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(HEAD + turtle, format=RdfFormat.TURTLE)]


def put(store: EmbeddedStore, turtle: str, graph: NamedNode | DefaultGraph = VIEW) -> EmbeddedStore:
    store.add(Quad(t.subject, t.predicate, t.object, graph) for t in triples(turtle))
    return store


def claimed(store: EmbeddedStore, *facts: Fact, verdicts: tuple[bool, ...] = ()) -> list[Claim]:
    """Put facts into the store with a claim and a review each, and those that are accepted into the view."""
    claims = [Claim(DOCUMENT, fact.iri, (Span(2 * n, 2 * n + 2),)) for n, fact in enumerate(facts)]
    decided = verdicts or (True,) * len(facts)
    reviews = [
        Review(claim.iri, verdict, "2026-01-01T00:00:00Z", "somebody", "it is so")
        for claim, verdict in zip(claims, decided, strict=True)
    ]
    labels = {language: Labels(store, language) for language in ("zh", "en")}
    view = accepted_view({f.iri: f for f in facts}, claims, reviews, {}, labels)
    graphs = (
        (OF_DOCUMENT, [t for part in (*facts, *claims) for t in part.triples()]),
        (GRAPH_REVIEWS, [t for review in reviews for t in review.triples()]),
        (VIEW, list(view)),
    )
    for graph, some in graphs:
        store.add(Quad(t.subject, t.predicate, t.object, graph) for t in some)
    return claims


def world() -> EmbeddedStore:
    """The ontology, a handful of things, and a document of a hundred characters."""
    store = EmbeddedStore.in_memory()
    for path in sorted(folder("ontology").glob("*.ttl")):
        store.add(Quad(q.subject, q.predicate, q.object, GRAPH_ONTOLOGY) for q in read(path))
    put(store, REFERENCE)
    document = f'document:d a sl:Article ; dcterms:title "文章" ; sl:sha256 "{HASH}" ; sl:codePoints 100 .'
    return put(store, document, OF_DOCUMENT)


def entry(kinds: dict[str, FactKind], **roles: object) -> Fact:
    return make_fact(kinds["RankingEntry"], {"ranking": "ranking:r", "place": "city:hangzhou"} | roles)


def figure(kinds: dict[str, FactKind], measure: str, value: object, period: str, **roles: object) -> Fact:
    given_roles = {
        "measure": f"measure:{measure}",
        "area": "country:china",
        "period": period,
        "value": value,
        "unit": "unit:percent" if measure in ("growth", "share") else "unit:usd",
        "bound": "bound:exactly",
        "isForecast": False,
    }
    return make_fact(kinds["Statistic"], given_roles | roles)


def location(kinds: dict[str, FactKind]) -> Fact:
    roles = {"organisation": "company:alibaba", "place": "city:hangzhou", "role": "site:headquarters"}
    return make_fact(kinds["Location"], roles)


def speaker(store: EmbeddedStore) -> Speaker:
    return Speaker(store, Index(store.quads(graph=GRAPH_ONTOLOGY)))


def findings(store: EmbeddedStore, documents: Path | None = None) -> dict[str, Finding]:
    return {f"{finding.check} {finding.thing}": finding for finding in validate(store, documents).findings}


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
    text = (Path(__file__).parent / "cases" / "broken.txt").read_text(encoding="utf-8")
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
    message = NamedNode(PREFIXES["sh"] + "message")
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


@pytest.mark.parametrize(
    ("turtle", "en", "zh"),
    [
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
    ],
)
def test_the_shape_of_a_fact_kind_speaks_of_its_roles_by_label(turtle: str, en: str, zh: str) -> None:
    store = world()
    put(store, f"fact:location-x a sl:Location ; sl:role site:base ; {turtle} .")
    said = {language: [f.problem[language] for f in findings(store).values()] for language in ("en", "zh")}
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
    assert found.findings[0].sentence("en").startswith("ontology (graph:ontology): it holds no shapes")


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


# ---- arithmetic across figures


def figures_found(kinds: dict[str, FactKind], *facts: Fact) -> list[Finding]:
    store = put(EmbeddedStore.in_memory(), REFERENCE)
    units = {
        mint("unit", u): Unit(mint("unit", u), mint("unit", u), Decimal(1)) for u in ("usd", "cny", "percent")
    }
    rates = {(mint("unit", "usd"), mint("unit", "cny"), "2022"): Decimal("6.7")}
    return list(check_figures(facts, Index(store.quads()), Reckoning(units, rates), speaker(world())))


@pytest.mark.parametrize(
    ("rate", "bound", "count"),
    [
        ("24.5", "exactly", 0),
        ("27", "exactly", 1),
        ("20", "at-least", 0),
        ("30", "at-least", 1),
        ("25", "about", 0),
        ("25", "nearly", 0),
    ],
)
def test_a_growth_rate_must_follow_from_its_end_points(
    kinds: dict[str, FactKind], rate: str, bound: str, count: int
) -> None:
    ends = [figure(kinds, "market", "85000000000", "2021"), figure(kinds, "market", "204500000000", "2025")]
    stated = figure(kinds, "growth", rate, "2021/2025", bound=f"bound:{bound}")
    found = figures_found(kinds, *ends, stated)
    assert len(found) == count
    assert all(f.severity == "warning" and f.check == "shape:growth-fits" for f in found)


def test_a_growth_rate_that_does_not_follow_is_told_with_the_rate_that_would(
    kinds: dict[str, FactKind],
) -> None:
    ends = [figure(kinds, "market", 100, "2021"), figure(kinds, "market", 200, "2022")]
    (finding,) = figures_found(kinds, *ends, figure(kinds, "growth", 50, "2021/2022"))
    assert "which give 85.7% to 115.8% a year" in finding.problem["en"]
    assert "每年" in finding.problem["zh"]


def test_an_end_point_that_is_a_lower_bound_allows_any_lower_growth(kinds: dict[str, FactKind]) -> None:
    first = figure(kinds, "market", 100, "2021", bound="bound:at-least")
    last = figure(kinds, "market", 200, "2022")
    assert figures_found(kinds, first, last, figure(kinds, "growth", 30, "2021/2022")) == []
    assert len(figures_found(kinds, first, last, figure(kinds, "growth", 130, "2021/2022"))) == 1


@pytest.mark.parametrize(
    "other",
    [{"area": "country:world"}, {"unit": "unit:petabyte"}],
    ids=["another area", "a unit that cannot be converted"],
)
def test_figures_that_cannot_be_compared_are_no_end_points(
    kinds: dict[str, FactKind], other: dict[str, str]
) -> None:
    ends = [figure(kinds, "market", 100, "2021"), figure(kinds, "market", 200, "2022", **other)]
    assert figures_found(kinds, *ends, figure(kinds, "growth", 5, "2021/2022")) == []


def test_of_several_end_points_one_pair_that_fits_is_enough(kinds: dict[str, FactKind]) -> None:
    ends = [figure(kinds, "market", v, p) for v, p in ((100, "2021"), (150, "2022"), (200, "2022"))]
    assert figures_found(kinds, *ends, figure(kinds, "growth", 50, "2021/2022")) == []


@pytest.mark.parametrize(("share", "count"), [("50", 0), ("66", 1)])
def test_a_share_must_follow_from_part_and_whole(kinds: dict[str, FactKind], share: str, count: int) -> None:
    facts = [figure(kinds, "compute", 50, "2022"), figure(kinds, "market", 100, "2022")]
    found = figures_found(kinds, *facts, figure(kinds, "share", share, "2022"))
    assert [f.check for f in found] == ["shape:share-fits"] * count


def test_part_and_whole_are_compared_across_currencies(kinds: dict[str, FactKind]) -> None:
    part = figure(kinds, "compute", 50, "2022")
    whole_ = figure(kinds, "market", 670, "2022", unit="unit:cny")
    assert figures_found(kinds, part, whole_, figure(kinds, "share", 50, "2022")) == []
    assert len(figures_found(kinds, part, whole_, figure(kinds, "share", 7, "2022"))) == 1


def test_the_articles_own_growth_of_worldwide_spending_is_checked_and_fits(demo_store: EmbeddedStore) -> None:
    index = Index(demo_store.quads())
    growth = index.objects(expand("measure:ai-total-investment-cagr"), expand("sl:growthOf"))
    assert growth == [expand("measure:ai-total-investment")]
    assert not any(f.check == "shape:growth-fits" for f in validate(demo_store).findings)


# ---- identity and the accepted view


def test_a_fact_under_an_iri_that_its_roles_do_not_give_is_found(kinds: dict[str, FactKind]) -> None:
    store = world()
    fact = location(kinds)
    strange = mint("fact", "location-0123456789abcdef")
    quads = [Quad(strange, t.predicate, t.object, VIEW) for t in fact.triples()]
    (finding,) = check_facts(kinds, quads, speaker(store))
    assert shorten(fact.iri) in finding.problem["en"] and finding.thing == shorten(strange)


def test_a_claim_that_was_edited_is_found_and_the_others_are_read(kinds: dict[str, FactKind]) -> None:
    store = world()
    one, other = claimed(store, location(kinds), entry(kinds, rank=1))
    put(store, f'<{one.iri.value}> sl:rule "another" .', OF_DOCUMENT)
    hand = NamedNode(PREFIXES["sl"] + "rule")
    quads = [
        q
        for q in store.quads()
        if not (q.subject == one.iri and q.predicate == hand and q.object.value == "hand")  # type: ignore[union-attr]
    ]
    claims, found = sound_claims(quads, speaker(store))
    assert [claim.iri for claim in claims] == [other.iri]
    assert [finding.check for finding in found] == ["shape:claim-minted"]
    assert "was it edited?" in found[0].problem["en"] and "是否被改动过" in found[0].problem["zh"]


def test_an_accepted_fact_that_is_not_in_the_view_is_found(kinds: dict[str, FactKind]) -> None:
    store = world()
    fact = location(kinds)
    claims = claimed(store, fact)
    quads = [q for q in store.quads() if not (q.subject == fact.iri and q.graph_name == VIEW)]
    (finding,) = check_view(kinds, quads, claims, speaker(store))
    assert (finding.check, finding.thing) == ("shape:view-complete", shorten(fact.iri))


def test_a_fact_in_the_view_whose_claim_was_rejected_since_is_found(kinds: dict[str, FactKind]) -> None:
    store = world()
    fact = location(kinds)
    (claim,) = claimed(store, fact)
    later = Review(claim.iri, False, "2026-02-01T00:00:00Z", "somebody", "it does not say so")
    store.add(Quad(t.subject, t.predicate, t.object, GRAPH_REVIEWS) for t in later.triples())
    (finding,) = check_view(kinds, store.quads(), [claim], speaker(store))
    assert (finding.check, finding.thing) == ("shape:view-accepted", shorten(fact.iri))


def test_a_role_that_the_view_has_lost_or_changed_is_found(kinds: dict[str, FactKind]) -> None:
    store = world()
    fact = location(kinds)
    claims = claimed(store, fact)
    lost = [q for q in store.quads() if not (q.graph_name == VIEW and local_name(q.predicate) == "place")]
    (finding,) = check_view(kinds, lost, claims, speaker(store))
    assert (finding.check, finding.thing) == ("shape:view-faithful", shorten(fact.iri))
    assert "place" in finding.problem["en"] and "地点" in finding.problem["zh"]
    other = Quad(fact.iri, NamedNode(PREFIXES["sl"] + "place"), mint("city", "harbin"), VIEW)
    assert [f.check for f in check_view(kinds, [*lost, other], claims, speaker(store))] == [finding.check]


def test_a_kind_that_cannot_be_read_is_said_instead_of_ending_the_validation() -> None:
    store = world()
    put(store, "shape:Odd a sh:NodeShape , sl:FactKind .", GRAPH_ONTOLOGY)
    finding = findings(store)["shape:kinds-readable <https://w3id.org/suanli/ontology/>"]
    assert "Odd" in finding.problem["en"] and "shapes.ttl" in finding.remedy["zh"]


# ---- evidence against documents


TEXT = "阿里巴巴总部位于杭州。" * 5


@pytest.fixture
def with_text(tmp_path: Path, kinds: dict[str, FactKind]) -> tuple[EmbeddedStore, Path]:
    """A store whose only document lies in a folder, under a name of its own."""
    (tmp_path / "saved page.txt").write_text(TEXT, encoding="utf-8")
    store = EmbeddedStore.in_memory()
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    put(store, f'document:d a sl:Article ; sl:sha256 "{sha256}" ; sl:codePoints {len(TEXT)} .', OF_DOCUMENT)
    return store, tmp_path


def evidence_found(store: EmbeddedStore, where: Path, *claims: Claim) -> list[Finding]:
    index = Index(store.quads())
    return list(check_evidence([DOCUMENT], claims, index, Passages(store, where), speaker(store)))


def test_evidence_that_is_in_its_document_is_left_alone(
    with_text: tuple[EmbeddedStore, Path], kinds: dict[str, FactKind]
) -> None:
    claim = Claim(DOCUMENT, location(kinds).iri, (Span(0, 11),), as_written="总部位于杭州")
    assert evidence_found(*with_text, claim) == []


def test_evidence_beyond_the_end_of_its_document_is_found(
    with_text: tuple[EmbeddedStore, Path], kinds: dict[str, FactKind]
) -> None:
    claim = Claim(DOCUMENT, location(kinds).iri, (Span(50, 60),), as_written="70%")
    (finding,) = evidence_found(*with_text, claim)
    assert finding.check == "shape:evidence-in-document"
    assert finding.problem["en"] == "its evidence at 50–60 is not in the document, which has 55 code points"


def test_a_figure_that_does_not_stand_in_its_evidence_is_found(
    with_text: tuple[EmbeddedStore, Path], kinds: dict[str, FactKind]
) -> None:
    claim = Claim(DOCUMENT, location(kinds).iri, (Span(0, 4),), as_written="约25亿美元")
    (finding,) = evidence_found(*with_text, claim)
    assert (finding.check, finding.severity) == ("shape:as-written", "warning")


def test_a_document_of_another_length_than_is_said_is_found(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(TEXT, encoding="utf-8")
    store = EmbeddedStore.in_memory()
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    put(store, f'document:d a sl:Article ; sl:sha256 "{sha256}" ; sl:codePoints 54 .', OF_DOCUMENT)
    (finding,) = evidence_found(store, tmp_path)
    assert finding.problem["en"] == "it is said to have 54 code points, and has 55"


def test_a_document_that_is_not_at_hand_is_noted(tmp_path: Path) -> None:
    (finding,) = evidence_found(world(), tmp_path)
    assert (finding.check, finding.severity) == ("shape:document-at-hand", "info")


def test_a_file_of_the_documents_name_with_another_text_is_found(tmp_path: Path) -> None:
    (tmp_path / "d.txt").write_text("别的文章", encoding="utf-8")
    (finding,) = evidence_found(world(), tmp_path)
    assert (finding.check, finding.severity) == ("shape:document-as-received", "violation")
    assert "d.txt" in finding.problem["zh"] and "SHA-256" in finding.problem["zh"]


def test_the_evidence_of_the_projects_own_claims_is_in_the_articles(
    demo_store: EmbeddedStore, shared: Path
) -> None:
    found = validate(demo_store, shared / "seeds").findings
    assert [
        f.sentence() for f in found if f.check in ("shape:evidence-in-document", "shape:as-written")
    ] == []
    assert not any(f.check == "shape:document-at-hand" for f in found)


def test_the_whole_of_a_graph_is_every_triple_once(kinds: dict[str, FactKind]) -> None:
    store = world()
    claimed(store, location(kinds))
    fact = location(kinds)
    place = expand("sl:place")
    assert sum(t.subject == fact.iri and t.predicate == place for t in whole(store.quads())) == 1


def test_the_kinds_of_the_little_world_are_those_of_the_project(kinds: dict[str, FactKind]) -> None:
    assert kinds_of(world()).keys() == kinds.keys()
    assert reckoning_of(world()).wholes[mint("city", "hangzhou")]
    assert isinstance(validate(world()), Report)
