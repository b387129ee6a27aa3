"""Finding things by any name, calling them by their best one, and keeping the index beside the snapshot."""

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.graph.search import LabelIndex, index_of
from kg.graph.spellings import PINYIN, same_name
from kg.rdf.iris import expand, mint, shorten
from kg.rdf.vocab import (
    ALT_LABEL,
    COMMENT,
    GRAPH_ONTOLOGY,
    HIDDEN_LABEL,
    LABEL,
    LABEL_PROPERTIES,
    PREF_LABEL,
)
from kg.store import EmbeddedStore, open_store

BENCH = Path(__file__).resolve().parents[2] / "bench"


def named(thing: NamedNode, *labels: str, by: NamedNode = PREF_LABEL) -> Iterator[Quad]:
    """Labels as Turtle writes them: text@language."""
    for label in labels:
        text, _, language = label.partition("@")
        yield Quad(thing, by, Literal(text, language=language) if language else Literal(text))


HANGZHOU, HANZHONG, LULIANG = mint("city", "hangzhou"), mint("city", "hanzhong"), mint("city", "luliang")
JILIN_CITY, JILIN = mint("city", "jilin"), mint("province", "jilin")
SUZHOU, SUZHOU_ANHUI = mint("city", "suzhou-jiangsu"), mint("city", "suzhou-anhui")
MEGVII, HANGYUN, FACT = mint("company", "megvii"), mint("company", "hangyun"), mint("fact", "f")
WORLD = [
    *named(HANGZHOU, "杭州@zh-Hans", "Hangzhou@en", f"háng zhōu@{PINYIN}"),
    *named(HANGZHOU, "杭州市@zh-Hans", by=ALT_LABEL),
    *named(HANZHONG, "汉中@zh-Hans", "漢中@zh-Hant", "Hanzhong@en", f"hàn zhōng@{PINYIN}"),
    *named(LULIANG, "吕梁@zh-Hans", "Lüliang@en", f"lǚ liáng@{PINYIN}"),
    *named(JILIN, "吉林@zh-Hans", "Jilin@en", f"jí lín@{PINYIN}"),
    *named(JILIN_CITY, "吉林@zh-Hans", "Jilin City@en", f"jí lín@{PINYIN}"),
    *named(SUZHOU, "苏州@zh-Hans", "Suzhou@en", f"sū zhōu@{PINYIN}"),
    *named(SUZHOU_ANHUI, "宿州@zh-Hans", "Suzhou@en", f"sù zhōu@{PINYIN}"),
    *named(MEGVII, "旷视科技@zh-Hans", "Megvii Technology@en", f"kuàng shì kē jì@{PINYIN}"),
    *named(MEGVII, "旷视@zh-Hans", "Face++@en", by=ALT_LABEL),
    *named(MEGVII, "旷世@zh-Hans", by=HIDDEN_LABEL),
    *named(HANGYUN, "杭云数据@zh-Hans", "New Hangzhou Cloud@en"),
    *named(FACT, "杭州在榜@zh", "Hangzhou is ranked@en", by=LABEL),
]


@pytest.fixture
def index() -> LabelIndex:
    return LabelIndex.build(WORLD)


def label_of(index: LabelIndex, iri: NamedNode, language: str) -> str | None:
    return index.labels([iri], language).get(iri)


def found(index: LabelIndex, text: str, **asked: object) -> list[str]:
    return [shorten(match.iri) for match in index.find(text, **asked)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "杭州",
        "杭",
        "hangzhou",
        "Hangzhou",
        "háng zhōu",
        "hang zhou",
        "hz",
        "HZ",
        "ｈａｎｇ",
        "杭州市",
        "杭 州",
    ],
)
def test_a_city_is_the_first_that_is_found_by_any_of_its_names(index: LabelIndex, text: str) -> None:
    assert found(index, text)[0] == "city:hangzhou"


@pytest.mark.parametrize("text", ["吕梁", "lüliang", "luliang", "lvliang", "lǚ liáng", "lu liang", "ll"])
def test_two_dots_are_typed_in_more_than_one_way(index: LabelIndex, text: str) -> None:
    assert found(index, text)[0] == "city:luliang"


def test_initials_find_all_that_have_them_and_only_those(index: LabelIndex) -> None:
    assert found(index, "hz", kinds=["city"]) == ["city:hangzhou", "city:hanzhong"]


def test_traditional_script_finds_what_has_a_name_in_it(index: LabelIndex) -> None:
    assert found(index, "漢") == ["city:hanzhong"]


def test_better_ways_to_meet_a_name_come_first_and_sentences_last(index: LabelIndex) -> None:
    matches = index.find("Hangzhou")

    assert [(shorten(match.iri), match.how) for match in matches] == [
        ("city:hangzhou", "exact"),
        ("company:hangyun", "word"),
        ("fact:f", "prefix"),
    ]
    assert [match.how for match in index.find("angzhou")] == ["substring", "substring", "substring"]


def test_preferred_names_come_before_others_and_shorter_before_longer() -> None:
    one, two, three, four = (mint("company", name) for name in "1234")
    index = LabelIndex.build(
        [
            *named(one, "云一", by=HIDDEN_LABEL),
            *named(two, "云二", by=ALT_LABEL),
            *named(three, "云三三三", by=PREF_LABEL),
            *named(four, "云四四", by=PREF_LABEL),
        ]
    )

    assert [match.iri for match in index.find("云")] == [four, three, two, one]


def test_a_thing_comes_once_under_the_name_that_was_met_best(index: LabelIndex) -> None:
    (match,) = index.find("旷")

    assert (match.iri, match.label, match.how) == (MEGVII, "旷视科技", "prefix")
    assert [match.label for match in index.find("旷世")] == ["旷世"]


def test_only_the_kinds_that_are_asked_for_are_found(index: LabelIndex) -> None:
    assert found(index, "jilin", kinds=["province"]) == ["province:jilin"]
    assert found(index, "jilin", kinds=["company"]) == []
    assert found(index, "hang", kinds=["company", "city"]) == ["city:hangzhou", "company:hangyun"]


def test_no_more_are_found_than_asked_for(index: LabelIndex) -> None:
    assert len(index.find("u")) > 2
    assert len(index.find("u", limit=2)) == 2


@pytest.mark.parametrize("text", ["", "  ", "?!", "不存在"])
def test_what_is_no_name_finds_nothing(index: LabelIndex, text: str) -> None:
    assert index.find(text) == []


def test_punctuation_in_a_name_or_in_a_search_does_not_matter(index: LabelIndex) -> None:
    assert found(index, "face++") == ["company:megvii"]
    assert found(index, "hang'zhou")[0] == "city:hangzhou"


def test_a_name_with_a_line_end_in_it_stays_one_name() -> None:
    index = LabelIndex.build(named(HANGZHOU, "a\nb", "\n"))

    assert [match.label for match in index.find("a b")] == ["a\nb"]


def test_an_exact_name_gives_all_that_have_it(index: LabelIndex) -> None:
    assert index.exact("杭州") == [HANGZHOU]
    assert set(index.exact("吉林")) == {JILIN, JILIN_CITY}
    assert set(index.exact("suzhou")) == {SUZHOU, SUZHOU_ANHUI}
    assert index.exact("旷世") == [MEGVII]
    assert index.exact("吉林", kinds=["city"]) == [JILIN_CITY]


def test_a_part_of_a_name_and_initials_are_no_exact_name(index: LabelIndex) -> None:
    assert index.exact("杭") == []
    assert index.exact("hz") == []


def test_the_ending_of_a_division_is_left_off_or_added(index: LabelIndex) -> None:
    assert index.exact("苏州市") == [SUZHOU]
    assert set(index.exact("吉林省")) == {JILIN, JILIN_CITY}
    full_only = LabelIndex.build(named(HANGZHOU, "阿坝藏族羌族自治州@zh-Hans"))
    assert full_only.exact("阿坝藏族羌族") == [HANGZHOU]


def test_a_division_that_has_the_very_name_is_not_another(index: LabelIndex) -> None:
    both = LabelIndex.build(
        [*named(JILIN_CITY, "吉林市@zh"), *named(JILIN, "吉林省@zh"), *named(HANGZHOU, "市@zh")]
    )

    assert both.exact("吉林市") == [JILIN_CITY]
    assert set(both.exact("吉林")) == {JILIN, JILIN_CITY}
    assert both.exact("市") == [HANGZHOU]


def test_the_best_name_is_in_the_language_or_else_in_the_other(index: LabelIndex) -> None:
    only_en = LabelIndex.build([*named(MEGVII, "Megvii@en"), *named(HANGZHOU, f"háng zhōu@{PINYIN}")])

    assert label_of(index, HANGZHOU, "zh") == "杭州"
    assert label_of(index, HANGZHOU, "en") == "Hangzhou"
    assert label_of(only_en, MEGVII, "zh") == "Megvii"
    assert label_of(only_en, HANGZHOU, "en") == "háng zhōu"
    assert label_of(index, mint("city", "nowhere"), "zh") is None


def test_a_term_that_the_ontology_reuses_has_a_name_and_is_not_found_as_if_it_were_ours() -> None:
    title = expand("dcterms:title")
    label = Literal("title", language="en")
    index = LabelIndex.build([Quad(title, LABEL, label, GRAPH_ONTOLOGY)])
    elsewhere = LabelIndex.build([Quad(title, LABEL, label)])

    assert label_of(index, title, "en") == "title"
    assert index.find("title") == index.near("titel") == index.exact("title") == []
    assert found(elsewhere, "title") == ["dcterms:title"]


def test_an_alias_is_shown_before_a_preferred_name_in_no_language_at_all() -> None:
    index = LabelIndex.build(
        [*named(MEGVII, "旷视@zh", by=ALT_LABEL), *named(MEGVII, "旷世@en", by=HIDDEN_LABEL)]
    )

    assert label_of(index, MEGVII, "en") == "旷视"


def test_many_names_at_once_are_what_one_by_one_would_be() -> None:
    things = [mint("city", str(number)) for number in range(1200)]
    index = LabelIndex.build(quad for thing in things for quad in named(thing, f"城{thing.value[-4:]}@zh"))
    asked = [*things, mint("city", "nowhere")]

    assert index.labels(asked, "en") == {thing: label_of(index, thing, "en") for thing in things}


def test_what_is_no_label_of_a_thing_is_passed_over() -> None:
    quads = [
        Quad(HANGZHOU, COMMENT, Literal("comment")),
        Quad(BlankNode(), PREF_LABEL, Literal("nobody")),
        Quad(HANGZHOU, PREF_LABEL, HANZHONG),
    ]

    assert LabelIndex.build(quads).find("o") == []


NAMES = st.text(alphabet="ab杭州 ü'Á", max_size=5)
LABELS = st.builds(
    lambda name, text, by: Quad(mint("city", name), by, Literal(text)),
    st.sampled_from("pqrs"),
    NAMES,
    st.sampled_from(LABEL_PROPERTIES),
)


@given(st.lists(LABELS, max_size=12), NAMES, st.randoms())
def test_the_order_of_labels_does_not_show(quads: list[Quad], text: str, chance: "object") -> None:
    shuffled = list(quads)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert LabelIndex.build(quads).find(text) == LabelIndex.build(shuffled + quads).find(text)


@given(st.lists(LABELS, max_size=12), NAMES)
def test_found_is_what_has_the_text_in_a_name_and_nothing_else(quads: list[Quad], text: str) -> None:
    wanted = same_name(text)
    expected = {quad.subject for quad in quads if wanted and wanted in same_name(quad.object.value)}

    assert {match.iri for match in LabelIndex.build(quads).find(text)} == expected


@given(st.text())
def test_reducing_a_name_twice_changes_nothing(text: str) -> None:
    assert same_name(same_name(text)) == same_name(text)


# Beside the snapshot


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    store = open_store(tmp_path / "store", create=True)
    store.add(WORLD)
    return store


def index_files(store: EmbeddedStore) -> list[str]:
    assert store.snapshot is not None
    return sorted(path.name for path in store.snapshot.path.parent.iterdir() if path.is_file())


def test_the_index_is_made_once_for_each_snapshot(store: EmbeddedStore) -> None:
    assert found(index_of(store), "hz")[0] == "city:hangzhou"
    assert index_files(store) == ["000002.labels.sqlite"]
    made = (store.snapshot.path.parent / "000002.labels.sqlite").stat().st_mtime_ns  # type: ignore[union-attr]

    assert found(index_of(store), "hz")[0] == "city:hangzhou"
    assert (store.snapshot.path.parent / "000002.labels.sqlite").stat().st_mtime_ns == made  # type: ignore[union-attr]

    store.update("DELETE WHERE { city:hangzhou ?p ?o }")
    assert found(index_of(store), "hz") == ["city:hanzhong"]


@pytest.mark.parametrize("there", [b"", b"rubbish", None], ids=["empty", "rubbish", "of another version"])
def test_an_index_that_is_not_right_is_made_again(store: EmbeddedStore, there: bytes | None) -> None:
    assert store.snapshot is not None
    path = store.snapshot.derived_file("labels.sqlite")
    if there is None:
        with sqlite3.connect(path) as other:
            other.execute("PRAGMA user_version = 99")
        other.close()
    else:
        path.write_bytes(there)

    assert found(index_of(store), "hz")[0] == "city:hangzhou"
    assert index_files(store) == ["000002.labels.sqlite"]


def test_where_nothing_may_be_written_the_index_is_in_memory(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kg.graph.search.tempfile.mkstemp", refuse)

    assert found(index_of(store), "hz")[0] == "city:hangzhou"
    assert index_files(store) == []


def test_a_store_in_memory_has_its_labels_indexed_as_they_are_now() -> None:
    store = EmbeddedStore.in_memory()
    store.add(WORLD)

    assert index_of(store).exact("杭州") == [HANGZHOU]


# Speed


@pytest.fixture(scope="module")
def hundred_thousand() -> LabelIndex:
    """A hundred thousand labels of our domain's shape."""
    sys.path.insert(0, str(BENCH))
    try:
        from generate import label_quads
    finally:
        sys.path.remove(str(BENCH))
    quads = list(label_quads(100_000))
    assert len(quads) == 100_000
    return LabelIndex.build(quads)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["云", "z", "hz", "ha", "公司", "有限公司", "科技", "technology", "e", "9", "zzzz", "没有", "yun zhi"],
)
def test_a_search_takes_less_than_20_ms_at_a_hundred_thousand_labels(
    hundred_thousand: LabelIndex, text: str
) -> None:
    hundred_thousand.find(text)

    assert min(_seconds(lambda: hundred_thousand.find(text)) for _ in range(5)) < 0.020


def _seconds(run: Callable[[], object]) -> float:
    # Of the processor: how long others keep it is not the search's doing.
    start = time.thread_time()
    run()
    return time.thread_time() - start


def test_a_name_of_signs_alone_is_a_name() -> None:
    percent = mint("unit", "percent")
    index = LabelIndex.build(
        [
            Quad(percent, PREF_LABEL, Literal("%", language="zh-Hans")),
            Quad(percent, ALT_LABEL, Literal("百分之", language="zh-Hans")),
        ]
    )
    assert label_of(index, percent, "zh") == "%" and index.exact("%") == [percent]


@pytest.mark.parametrize(
    ("text", "near"),
    [("hangzhuo", "city:hangzhou"), ("Megvi Technology", "company:megvii"), ("杭洲", "city:hangzhou")],
)
def test_a_slip_is_near_to_what_was_meant(index: LabelIndex, text: str, near: str) -> None:
    assert index.find(text) == [] and shorten(index.near(text)[0].iri) == near


@pytest.mark.parametrize("text", ["", "x", "没有", "nothing like it", "hzz"])
def test_nothing_is_near_to_what_is_like_nothing(index: LabelIndex, text: str) -> None:
    assert index.near(text) == []


def test_only_the_kinds_that_are_asked_for_are_near_and_no_facts(index: LabelIndex) -> None:
    assert index.near("hangzhuo", ["company"]) == [] and index.near("Hangzhou is rankd") == []
    assert [match.how for match in index.near("jilni")] == ["near", "near"]


def test_an_iri_is_near_to_those_of_its_namespace(index: LabelIndex) -> None:
    assert index.near_iris(mint("city", "suzhou")) == [SUZHOU_ANHUI, SUZHOU]
    assert index.near_iris(mint("city", "hangzou")) == [HANGZHOU]
    assert index.near_iris(mint("province", "hangzou")) == [] == index.near_iris(mint("city", "x"))
