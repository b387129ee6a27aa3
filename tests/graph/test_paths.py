"""The paths between two things."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph
from support.small_world import facts_of_the_world, make_world, put

from kg.graph.paths import Paths, find_paths
from kg.model.facts import Fact
from kg.model.kinds import FactKind
from kg.rdf.iris import expand
from kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def world(kinds: dict[str, FactKind]) -> EmbeddedStore:
    return make_world(kinds)


@pytest.fixture(scope="module")
def facts(kinds: dict[str, FactKind]) -> dict[str, Fact]:
    return facts_of_the_world(kinds)


def chains(found: Paths) -> list[list[str]]:
    return [[path[0].start, *(step.end for step in path)] for path in found.paths]


def paths_between(store: EmbeddedStore, start: str, end: str, **options: object) -> Paths:
    return find_paths(store, expand(start), expand(end), **options)  # type: ignore[arg-type]


def test_the_shortest_path_comes_first_with_its_fact_and_documents(world: EmbeddedStore) -> None:
    found = paths_between(world, "company:alibaba", "city:hangzhou")
    (step,) = found.paths[0]
    assert [link.sentence for link in step.links] == ["Alibaba: headquarters in Hangzhou"]
    assert step.links[0].documents == ("第一篇",) and step.links[0].fact.startswith("fact:location-")


def test_a_path_goes_over_facts_and_reference_links(world: EmbeddedStore) -> None:
    found = paths_between(world, "company:baidu", "province:zhejiang", language="zh")
    (chain,) = chains(found)
    assert [name.partition(" ")[0] for name in chain] == ["百度", "互联网", "阿里巴巴", "杭州", "浙江"]
    assert found.paths[0][3].links[0].sentence == "杭州 属于 浙江"
    assert found.paths[0][3].links[0].documents == ()


def test_countries_and_units_join_nothing(world: EmbeddedStore) -> None:
    found = paths_between(world, "city:lhasa", "city:beijing")
    assert found.paths == ()
    assert list(found.lines("en")) == [
        "there is no path between Lhasa (city:lhasa) and Beijing (city:beijing) within 6 steps"
    ]
    assert "没有路径" in "".join(found.lines("zh"))


def test_a_country_is_a_fine_end_of_a_path(world: EmbeddedStore) -> None:
    assert chains(paths_between(world, "city:lhasa", "country:china"))[0][1] == "China (country:china)"


def test_facts_that_were_rejected_or_await_review_join_nothing(world: EmbeddedStore) -> None:
    found = paths_between(world, "company:baidu", "city:hangzhou", steps=1)
    assert found.paths == ()
    assert all(
        "Beijing" not in name
        for chain in chains(paths_between(world, "company:alibaba", "ranking:r"))
        for name in chain
    )


def test_a_path_longer_than_is_allowed_is_not_found(world: EmbeddedStore) -> None:
    assert paths_between(world, "company:baidu", "province:zhejiang", steps=3).paths == ()
    assert len(paths_between(world, "company:baidu", "province:zhejiang", steps=4).paths) == 1


def test_a_thing_and_itself_are_said_to_be_one(world: EmbeddedStore) -> None:
    found = paths_between(world, "city:hangzhou", "city:hangzhou")
    assert list(found.lines("en")) == ["Hangzhou (city:hangzhou) is one and the same thing"]


def test_paths_are_told_for_people_and_for_machines(world: EmbeddedStore) -> None:
    found = paths_between(world, "company:alibaba", "city:hangzhou", most=1)
    assert list(found.lines("en")) == [
        "1. Alibaba (company:alibaba) → Hangzhou (city:hangzhou)  [1 step]",
        "   · Alibaba: headquarters in Hangzhou  — 第一篇",
    ]
    assert json.loads(json.dumps(found.as_json()))["paths"][0][0]["links"][0]["documents"] == ["第一篇"]


def web(links: list[tuple[int, int]]) -> EmbeddedStore:
    """Things numbered and linked, without facts."""
    store = EmbeddedStore.in_memory()
    turtle = "".join(f"cluster:n{one} sl:partOf cluster:n{other} . " for one, other in links)
    put(store, turtle, DefaultGraph())
    return store


def test_several_paths_come_shortest_first_and_of_one_length_the_less_frequented_first() -> None:
    # 0-1-5 and 0-2-5; 1 is joined to much else. 0-3-4-5 is longer.
    store = web([(0, 1), (1, 5), (0, 2), (2, 5), (1, 6), (1, 7), (0, 3), (3, 4), (4, 5)])
    found = paths_between(store, "cluster:n0", "cluster:n5", most=3)
    expected = ([0, 2, 5], [0, 1, 5], [0, 3, 4, 5])
    assert chains(found) == [[f"cluster:n{n}" for n in chain] for chain in expected]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20), st.integers(1, 6), st.randoms()
)
def test_paths_are_always_all_simple_paths_up_to_the_length_whatever_the_order(
    links: list[tuple[int, int]], steps: int, random: object
) -> None:
    shuffled = list(links)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = paths_between(web(links), "cluster:n0", "cluster:n1", most=10_000, steps=steps)
    other = paths_between(web(shuffled), "cluster:n0", "cluster:n1", most=10_000, steps=steps)
    assert chains(one) == chains(other)
    expected = {tuple(f"cluster:n{n}" for n in chain) for chain in simple_paths(links, (0,), 1, steps)}
    assert {tuple(chain) for chain in chains(one)} == expected
    assert len(expected) == len(one.paths)
    lengths = [len(path) for path in one.paths]
    assert lengths == sorted(lengths)


def simple_paths(
    links: list[tuple[int, int]], chain: tuple[int, ...], end: int, steps: int
) -> list[tuple[int, ...]]:
    if chain[-1] == end:
        return [chain]
    if len(chain) > steps:
        return []
    both = {pair for one, other in links for pair in ((one, other), (other, one))}
    nexts = sorted({other for one, other in both if one == chain[-1] and other not in chain})
    return [path for other in nexts for path in simple_paths(links, (*chain, other), end, steps)]


def test_a_thing_joined_to_thousands_joins_nothing_and_the_search_ends() -> None:
    store = web([(0, 1), (1, 2), *((n, 1) for n in range(10, 2500))])
    assert paths_between(store, "cluster:n0", "cluster:n2").paths == ()
    assert len(paths_between(store, "cluster:n0", "cluster:n1").paths) == 1


def test_a_search_that_is_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.paths._BUDGET", 500)
    store = web([(one, other) for one in range(9) for other in range(one)])
    found = paths_between(store, "cluster:n0", "cluster:n1", most=100_000, steps=8)
    assert found.was_cut
    assert list(found.lines("en"))[-1] == "… too many links to look at all of them"


def test_the_projects_own_things_are_joined(demo_store: EmbeddedStore) -> None:
    assert paths_between(demo_store, "company:alibaba", "city:hangzhou").paths
