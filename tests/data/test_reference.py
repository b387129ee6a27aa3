"""The reference data: organisations, industries, reports and the rest, named in two languages and joined."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.disk import folder
from kg.model.kinds import FactKind
from kg.rdf.iris import expand, kind_of, shorten, slug
from kg.rdf.turtle import check, read
from kg.rdf.vocab import (
    ALT_LABEL,
    COMMENT,
    DEFINITION,
    HIDDEN_LABEL,
    KINDS,
    NOTATION,
    ONTOLOGY,
    PREF_LABEL,
    A,
)

REFERENCE = ("organisations", "industries", "technologies", "scenarios", "measures", "policies", "reports")
FILES = [folder("data") / f"{name}.ttl" for name in REFERENCE]
FILES += [folder("ontology") / name for name in ("schemes.ttl", "deprecated.ttl")]
ORGANISATIONS = {"company", "institution", "government", "group"}
CONCEPTS = {"industry", "technology", "scenario", "measure", "unit", "dimension", "factor", "element"}
CONCEPTS |= {"workload", "accelerator", "bound", "site", "change", "standing", "strength", "verdict"}
# The Chinese short name of two universities; reading it is for a review to decide.
SHARED_ALIASES = {("institution", "科大")}
MATCHES = ("closeMatch", "broadMatch", "narrowMatch", "relatedMatch")

Things = Mapping[str, list[Quad | Triple]]


@pytest.fixture(scope="module")
def things() -> Things:
    """What the files say, by the CURIE of the thing it is said of."""
    found: dict[str, list[Quad | Triple]] = defaultdict(list)
    for path in FILES:
        for quad in read(path):
            found[shorten(quad.subject)].append(quad)
    return found


def values(things: Things, curie: str, predicate: str | NamedNode) -> list[str]:
    """Give a thing's values of a property: CURIEs, and the text of literals."""
    wanted = expand(predicate) if isinstance(predicate, str) else predicate
    return [
        shorten(q.object) if isinstance(q.object, NamedNode) else q.object.value
        for q in things[curie]
        if q.predicate == wanted
    ]


def texts(things: Things, curie: str, predicate: NamedNode) -> list[tuple[str, str]]:
    """Give a thing's literals of a property with their language tags, which reading puts in lower case."""
    found = [q.object for q in things[curie] if q.predicate == predicate]
    return [(o.language or "", o.value) for o in found if isinstance(o, Literal)]


def name(things: Things, curie: str, tag: str) -> str:
    return dict(texts(things, curie, PREF_LABEL)).get(tag, "")


def kind(curie: str) -> str:
    return curie.partition(":")[0]


def of_kind(things: Things, *kinds: str) -> list[str]:
    """Give the things of some kinds, without the classes of the industrial classifications."""
    return [c for c in things if kind(c) in kinds and not is_classification(c)]


def is_classification(curie: str) -> bool:
    return curie.startswith(("industry:gbt4754-", "industry:isic-"))


# The files


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_in_canonical_form(path: Path):
    assert check(path) is None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_node_is_blank(path: Path):
    assert not [q for q in read(path) if BlankNode in (type(q.subject), type(q.object))]


def test_all_the_things_are_there(things: Things):
    assert len(things) > 450
    assert Counter(map(kind, of_kind(things, *ORGANISATIONS)))["company"] >= 45


def test_every_thing_that_is_spoken_of_is_described_somewhere(things: Things):
    described = set(things)
    for path in (folder("data") / "places.ttl", folder("ontology") / "suanli.ttl"):
        described |= {shorten(quad.subject) for quad in read(path)}
    shapes = list(read(folder("ontology") / "shapes.ttl"))
    spoken_of = [q.object for quads in (*things.values(), shapes) for q in quads]
    ours = {shorten(o) for o in spoken_of if isinstance(o, NamedNode) and kind_of(o)}
    assert ours - described == set()


def test_reference_data_states_no_fact_but_which_unit_belongs_to_which_organisation(
    things: Things, kinds: dict[str, FactKind]
):
    shortcuts = {s.predicate for fact_kind in kinds.values() for s in fact_kind.shortcuts}
    stated = {q.predicate for quads in things.values() for q in quads} & shortcuts
    assert {shorten(p) for p in stated} == {"sl:unitOf"}
    for curie in things:
        if values(things, curie, "sl:unitOf"):
            assert len(texts(things, curie, COMMENT)) == 2, curie


# Names


def test_every_thing_is_named_in_chinese_and_english_once_a_language(things: Things):
    for curie in things:
        tags = Counter(tag for tag, _ in texts(things, curie, PREF_LABEL))
        assert {"zh-hans", "en"} <= set(tags) <= {"zh-hans", "zh-hant", "en", "zh-latn-pinyin"}, curie
        assert max(tags.values()) == 1, curie


def test_no_two_things_of_one_kind_have_one_name(things: Things):
    named = defaultdict(set)
    for curie in things:
        for tag, text in texts(things, curie, PREF_LABEL):
            named[kind(curie), tag, text].add(curie)
    assert {key: found for key, found in named.items() if len(found) > 1} == {}


def test_an_alias_means_one_thing_of_its_kind_unless_it_is_known_to_be_shared(things: Things):
    meant = defaultdict(set)
    for curie in things:
        for predicate in (PREF_LABEL, ALT_LABEL, HIDDEN_LABEL):
            for _, text in texts(things, curie, predicate):
                meant[kind(curie), text.casefold()].add(curie)
    shared = {key for key, found in meant.items() if len(found) > 1}
    assert shared == SHARED_ALIASES


def test_an_alias_is_not_the_name_again(things: Things):
    for curie in things:
        properties = (PREF_LABEL, ALT_LABEL, HIDDEN_LABEL)
        said = Counter(pair for p in properties for pair in texts(things, curie, p))
        assert max(said.values()) == 1, (curie, said.most_common(1))


def test_traditional_characters_stand_where_they_differ_one_for_one(things: Things):
    found = {c: name(things, c, "zh-hant") for c in things if name(things, c, "zh-hant")}
    assert len(found) > 300
    for curie, traditional in found.items():
        simplified = name(things, curie, "zh-hans")
        assert traditional != simplified and len(traditional) == len(simplified), curie
    # Characters whose traditional form depends on the word.
    assert found["programme:ai-application-pilot-zone"] == "國家人工智能創新應用先導區"
    assert found["industry:smart-manufacturing"] == "智能製造"
    assert found["ranking:idc-ai-industries-2018-2019"].endswith("算力發展領先行業")
    assert found["company:alibaba-cloud"] == "阿里雲"
    assert found["company:huawei"] == "華為"


def test_organisations_with_a_chinese_name_have_its_pinyin_a_syllable_a_character(things: Things):
    for curie in of_kind(things, *ORGANISATIONS):
        chinese, pinyin = name(things, curie, "zh-hans"), name(things, curie, "zh-latn-pinyin")
        if not re.search("[\u4e00-\u9fff]", chinese):
            assert not pinyin, curie
            continue
        assert len(pinyin.split(" ")) == len(chinese), (curie, pinyin)
        assert pinyin == unicodedata.normalize("NFC", pinyin.lower()), curie
    assert name(things, "company:alibaba", "zh-latn-pinyin") == "ā lǐ bā bā"
    assert name(things, "company:cmb", "zh-latn-pinyin") == "zhāo shāng yín háng"
    assert name(things, "government:chongqing", "zh-latn-pinyin").startswith("chóng qìng shì")


def test_a_misspelling_finds_the_company_that_is_meant(things: Things):
    hidden = {text: c for c in things for _, text in texts(things, c, HIDDEN_LABEL)}
    assert hidden["旷世"] == "company:megvii"
    assert "旷世" not in values(things, "company:megvii", ALT_LABEL)


# Kinds and classes


def test_a_thing_has_the_class_of_its_kind(things: Things):
    for curie in things:
        if is_classification(curie):
            assert values(things, curie, A) == ["skos:Concept"]
        elif curie.startswith("sl:"):
            assert set(values(things, curie, A)) <= {"skos:ConceptScheme", "skos:Collection"}
        else:
            assert values(things, curie, A) == ["sl:" + KINDS[kind(curie)]], curie


def test_an_iri_is_what_minting_gives(things: Things):
    wrong = {
        c for c in things if not c.startswith("sl:") and slug(c.partition(":")[2]) != c.partition(":")[2]
    }
    assert {c for c in wrong if not is_classification(c)} == set()


def test_every_kind_of_thing_is_a_class_of_the_ontology_that_names_its_prefix():
    prefix = expand("vann:preferredNamespacePrefix")
    ontology = read(folder("ontology") / "suanli.ttl")
    declared = {
        (q.object.value, q.subject.value.removeprefix(ONTOLOGY)) for q in ontology if q.predicate == prefix
    }
    assert set(KINDS.items()) <= declared


def test_institutions_and_governments_are_not_companies(things: Things):
    for curie in ("institution:cas", "institution:ustc", "institution:cae", "government:miit"):
        assert "sl:Company" not in values(things, curie, A)
    assert name(things, "institution:ustc", "zh-hans") == "中国科学技术大学"
    assert name(things, "institution:cas", "zh-hans") == "中国科学院"


def test_a_unit_of_a_company_is_not_an_alias_of_it(things: Things):
    units = {c: v[0] for c in things if (v := values(things, c, "sl:unitOf"))}
    assert units["company:alibaba-cloud"] == "company:alibaba"
    assert units["company:ping-an-technology"] == "company:ping-an"
    assert units["company:huawei-device"] == "company:huawei"
    for unit, whole in units.items():
        mine = {text for p in (PREF_LABEL, ALT_LABEL) for _, text in texts(things, unit, p)}
        theirs = {text for p in (PREF_LABEL, ALT_LABEL, HIDDEN_LABEL) for _, text in texts(things, whole, p)}
        assert not mine & theirs, (unit, whole)


def test_a_group_names_its_members_and_is_no_organisation(things: Things):
    bat = {"company:baidu", "company:alibaba", "company:tencent"}
    assert set(values(things, "group:bat", "skos:member")) == bat
    haidayu = {"company:hikvision", "company:dahua", "company:uniview"}
    assert set(values(things, "group:haidayu", "skos:member")) == haidayu


# Concepts


def test_every_concept_is_in_a_scheme_that_is_declared_and_is_defined_in_both_languages(things: Things):
    schemes = {c for c in things if "skos:ConceptScheme" in values(things, c, A)}
    used = {scheme for c in things for scheme in values(things, c, "skos:inScheme")}
    assert used == schemes
    for curie in of_kind(things, *CONCEPTS):
        assert len(values(things, curie, "skos:inScheme")) == 1, curie
    for curie in [*of_kind(things, *CONCEPTS, "programme", "policy", "group"), *schemes]:
        assert {tag for tag, _ in texts(things, curie, DEFINITION)} == {"zh-hans", "en"}, curie


def test_the_classifications_have_all_their_sections(things: Things):
    for standard, last in (("gbt4754", "T"), ("isic", "U")):
        codes = {c.partition(f":{standard}-")[2]: c for c in things if f":{standard}-" in c}
        assert sorted(code for code in codes if len(code) == 1) == [chr(n) for n in range(65, ord(last) + 1)]
        for code, curie in codes.items():
            assert values(things, curie, NOTATION) == [code if len(code) == 1 else code[1:]]
            above = [] if len(code) == 1 else [codes[code[0]]]
            assert values(things, curie, "skos:broader") == above


@pytest.mark.parametrize("standard", ["gbt4754", "isic"])
def test_every_industry_maps_to_a_section_of_either_classification(things: Things, standard: str):
    industries = of_kind(things, "industry")
    assert len(industries) > 30
    for curie in industries:
        mapped = [m for match in MATCHES for m in values(things, curie, f"skos:{match}")]
        assert any(re.fullmatch(f"industry:{standard}-[A-U]", m) for m in mapped), curie
    finance = values(things, "industry:finance", "skos:closeMatch")
    assert sorted(finance) == ["industry:gbt4754-J", "industry:isic-K"]


def test_a_division_is_matched_along_with_its_section(things: Things):
    for curie in of_kind(things, "industry"):
        mapped = {m for match in MATCHES[:2] for m in values(things, curie, f"skos:{match}")}
        for division in (m for m in mapped if re.search(r"-[A-U]\d", m)):
            assert values(things, division, "skos:broader")[0] in mapped, (curie, division)


def test_a_technology_is_not_broader_than_itself_through_others(things: Things):
    assert_no_cycle(lambda c: values(things, c, "skos:broader"), of_kind(things, "technology"))


# Reports and rankings


def test_editions_of_a_series_follow_one_another(things: Things):
    assert_chains(things, "report", lambda c: values(things, c, "sl:inSeries"))
    latest, years = "report:idc-ai-compute-2021-2022", []
    while latest:
        years += values(things, latest, "sl:editionYears")
        latest = next(iter(values(things, latest, "sl:previous")), "")
    assert years == ["2021/2022", "2020/2021", "2019/2020", "2018/2019"]


def test_rankings_follow_one_another_as_their_editions_do(things: Things):
    assert_chains(things, "ranking", lambda c: values(things, c, "sl:rankedClass"))
    for curie in of_kind(things, "ranking"):
        (edition,) = values(things, curie, "sl:edition")
        for before in values(things, curie, "sl:previous"):
            assert values(things, before, "sl:edition") == values(things, edition, "sl:previous"), curie


def test_city_rankings_list_ten(things: Things):
    cities = [c for c in of_kind(things, "ranking") if "sl:City" in values(things, c, "sl:rankedClass")]
    assert len(cities) == 4
    assert {size for c in cities for size in values(things, c, "sl:size")} == {"10"}


def assert_chains(things: Things, of: str, family: Callable[[str], list[str]]) -> None:
    """Check that "previous" stays in the family, is nobody else's, and does not run in a circle."""
    chained = [(c, before) for c in of_kind(things, of) for before in values(things, c, "sl:previous")]
    assert chained
    assert max(Counter(before for _, before in chained).values()) == 1
    assert all(family(c) == family(before) for c, before in chained)
    assert_no_cycle(lambda c: values(things, c, "sl:previous"), of_kind(things, of))


def assert_no_cycle(above: Callable[[str], list[str]], all_of_them: Iterable[str]) -> None:
    for start in all_of_them:
        seen, waiting = set(), above(start)
        while waiting:
            assert start not in waiting, start
            seen |= set(waiting)
            waiting = [w for found in waiting for w in above(found) if w not in seen]


# Measures and units


def test_a_unit_is_reckoned_in_one_that_has_no_other_base(things: Things):
    for curie in of_kind(things, "unit"):
        bases, scales = values(things, curie, "sl:baseUnit"), values(things, curie, "sl:scale")
        assert len(bases) == len(scales) <= 1
        assert all(not values(things, base, "sl:baseUnit") for base in bases), curie
        assert all(Decimal(scale) > 0 for scale in scales), curie
        # A magnitude would count twice: it is multiplied into the value.
        assert not re.match("[万亿]", name(things, curie, "zh-hans"))


def test_the_bounds_are_those_that_reckoning_knows(things: Things):
    bounds = ("bound:about", "bound:at-least", "bound:at-most", "bound:exactly", "bound:nearly")
    assert tuple(sorted(of_kind(things, "bound"))) == bounds


def test_a_measure_is_given_in_a_unit(things: Things):
    for curie in of_kind(things, "measure"):
        (unit,) = values(things, curie, "sl:defaultUnit")
        is_share = re.search("(比重|增长率|份额|接受度|比例|提升)$", name(things, curie, "zh-hans"))
        assert (unit == "unit:percent") == bool(is_share), curie


def test_the_share_of_compute_is_one_measure_under_both_its_names(things: Things):
    named = {"算力投资占人工智能市场投资比重", "基础架构硬件(算力)占人工智能市场投资比重"}
    properties = (PREF_LABEL, ALT_LABEL)
    found = {c for c in things for p in properties if named & set(values(things, c, p))}
    assert found == {"measure:compute-share-of-ai-market"}
