"""Conflicts: what contradicts, what only differs, and how."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.conflicts import DIFFERENCES, Conflict, Reckoning, find_conflicts
from kg.model.facts import Fact, make_fact
from kg.model.kinds import FactKind
from kg.model.quantities import Figure as Quantity
from kg.model.quantities import Rate, Unit, can_both_hold, contains, convert, interval
from kg.rdf.iris import expand, mint

USD, CNY, PERCENT = mint("unit", "usd"), mint("unit", "cny"), mint("unit", "percent")
RECKONING = Reckoning(
    units={u: Unit(u, u, Decimal(1)) for u in (USD, CNY, PERCENT)},
    rates={
        (USD, CNY, year): Rate(Decimal(rate), mint("rate", f"usd-cny-{year}"))
        for year, rate in (("2021", "6.45"), ("2022", "6.73"))
    },
    wholes={mint("measure", "hardware"): frozenset({mint("measure", "market")})},
)


def figure(kinds: dict[str, FactKind], value: object, bound: str = "exactly", **roles: object) -> Fact:
    given_roles = {
        "measure": "measure:share",
        "area": "country:china",
        "period": "2018",
        "value": value,
        "unit": "unit:percent",
        "bound": f"bound:{bound}",
        "isForecast": False,
    }
    return make_fact(kinds["Statistic"], given_roles | roles)


def entry(kinds: dict[str, FactKind], place: str, **roles: object) -> Fact:
    return make_fact(kinds["RankingEntry"], {"ranking": "ranking:r", "place": f"city:{place}"} | roles)


def only(*facts: Fact) -> Conflict | None:
    found = find_conflicts(facts, RECKONING)
    assert len(found) <= 1
    return found[0] if found else None


def test_seventy_and_more_contradicts_about_sixty_six(kinds: dict[str, FactKind]) -> None:
    conflict = only(figure(kinds, 70, "at-least"), figure(kinds, 66, "about"))
    assert conflict is not None and conflict.is_contradiction and conflict.difference == "value"


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ((70, "at-least"), (72, "exactly"), "bound"),
        ((25, "about"), (Decimal("24.5"), "about"), "margin"),
        ((Decimal("24.5"), "exactly"), (Decimal("24.48"), "exactly"), "rounding"),
        ((60, "nearly"), (58, "exactly"), "bound"),
        ((70, "at-least"), (60, "at-least"), "bound"),
    ],
)
def test_what_can_both_hold_is_a_difference_and_no_contradiction(
    kinds: dict[str, FactKind], one: tuple[object, str], other: tuple[object, str], difference: str
) -> None:
    conflict = only(figure(kinds, *one), figure(kinds, *other))
    assert conflict is not None
    assert (conflict.difference, conflict.is_contradiction) == (difference, False)


@pytest.mark.parametrize(
    ("one", "other"), [((70, "exactly"), (66, "exactly")), ((60, "nearly"), (61, "exactly"))]
)
def test_what_cannot_both_hold_contradicts(
    kinds: dict[str, FactKind], one: tuple[object, str], other: tuple[object, str]
) -> None:
    conflict = only(figure(kinds, *one), figure(kinds, *other))
    assert conflict is not None and conflict.is_contradiction


def test_figures_of_other_years_or_areas_do_not_meet(kinds: dict[str, FactKind]) -> None:
    facts = [figure(kinds, 70), figure(kinds, 66, period="2019"), figure(kinds, 50, area="country:world")]
    assert find_conflicts(facts, RECKONING) == []


def test_two_currencies_that_agree_are_no_contradiction(kinds: dict[str, FactKind]) -> None:
    dollars = figure(kinds, 85_000_000_000, "at-least", unit="unit:usd", period="2021")
    yuan = figure(kinds, 540_000_000_000, "at-least", unit="unit:cny", period="2021")
    conflict = only(dollars, yuan)
    assert conflict is not None
    assert (conflict.difference, conflict.is_contradiction) == ("currency", False)
    exact = only(
        figure(kinds, 85, unit="unit:usd", period="2021"), figure(kinds, 100, unit="unit:cny", period="2021")
    )
    assert exact is not None and exact.is_contradiction


def test_a_part_that_exceeds_its_whole_contradicts_across_currencies(kinds: dict[str, FactKind]) -> None:
    roles = {"period": "2022", "isForecast": True}
    hardware = figure(
        kinds, 100_000_000_000, "at-least", measure="measure:hardware", unit="unit:cny", **roles
    )
    market = figure(kinds, 10_000_000_000, "at-least", measure="measure:market", unit="unit:usd", **roles)
    conflict = only(hardware, market)
    assert conflict is not None
    assert (conflict.difference, conflict.is_contradiction) == ("part", True)
    assert conflict.facts == (hardware, market)
    assert find_conflicts([hardware, market], Reckoning()) == [], (
        "without what is part of what nothing is said"
    )


def test_a_part_below_its_whole_is_no_conflict(kinds: dict[str, FactKind]) -> None:
    part = figure(kinds, 50, measure="measure:hardware", unit="unit:usd")
    assert only(part, figure(kinds, 100, measure="measure:market", unit="unit:usd")) is None


def test_a_forecast_against_a_figure_is_shown_and_no_contradiction(kinds: dict[str, FactKind]) -> None:
    conflict = only(figure(kinds, 70, isForecast=True), figure(kinds, 90))
    assert conflict is not None
    assert (conflict.difference, conflict.is_contradiction) == ("forecast", False)


def test_two_cities_cannot_share_a_rank_and_a_city_has_one(kinds: dict[str, FactKind]) -> None:
    shared = only(entry(kinds, "beijing", rank=1), entry(kinds, "hangzhou", rank=1))
    twice = only(entry(kinds, "beijing", rank=1), entry(kinds, "beijing", rank=2))
    assert shared and shared.role == "place" and twice and twice.role == "rank"


def test_a_rank_against_a_place_in_a_list_is_order_against_set(kinds: dict[str, FactKind]) -> None:
    conflict = only(entry(kinds, "chengdu", rank=7), entry(kinds, "chengdu", order=6))
    assert conflict is not None
    assert (conflict.difference, conflict.is_contradiction) == ("order", False)
    assert only(entry(kinds, "chengdu", rank=6), entry(kinds, "chengdu", order=6)) is None
    assert only(entry(kinds, "chengdu", order=7), entry(kinds, "chengdu", order=6)) is None


def test_a_date_within_another_is_a_difference_of_period(kinds: dict[str, FactKind]) -> None:
    def issued(date: str) -> Fact:
        return make_fact(kinds["PolicyIssue"], {"policy": "policy:p", "date": date})

    within, apart = only(issued("2017"), issued("2017-12")), only(issued("2017-12"), issued("2018"))
    assert within and not within.is_contradiction and within.difference == "period"
    assert apart and apart.is_contradiction


def test_headquarters_in_two_cities_contradict_and_branches_do_not(kinds: dict[str, FactKind]) -> None:
    def located(place: str, role: str) -> Fact:
        return make_fact(
            kinds["Location"], {"organisation": "company:a", "place": place, "role": f"site:{role}"}
        )

    assert only(located("city:a", "headquarters"), located("city:b", "headquarters")) is not None
    assert only(located("city:a", "branch"), located("city:b", "branch")) is None


@given(st.permutations(range(5)))
def test_the_order_of_facts_does_not_show(kinds: dict[str, FactKind], order: list[int]) -> None:
    facts = [
        figure(kinds, 70, "at-least"),
        figure(kinds, 66, "about"),
        figure(kinds, 72),
        entry(kinds, "beijing", rank=1),
        entry(kinds, "hangzhou", rank=1),
    ]
    assert find_conflicts([facts[i] for i in order], RECKONING) == find_conflicts(facts, RECKONING)


def test_contradictions_come_first(kinds: dict[str, FactKind]) -> None:
    found = find_conflicts(
        [figure(kinds, 70, "at-least"), figure(kinds, 66, "about"), figure(kinds, 72)], RECKONING
    )
    verdicts = [c.is_contradiction for c in found]
    assert verdicts == sorted(verdicts, reverse=True) and {c.difference for c in found} <= set(DIFFERENCES)


@given(
    st.decimals(1, 10**12, places=2), st.sampled_from(["exactly", "about", "at-least", "at-most", "nearly"])
)
def test_a_figure_always_agrees_with_itself(value: Decimal, bound: str) -> None:
    assert can_both_hold(interval(value, bound), interval(value, bound))


def test_units_with_one_base_convert_by_scale_and_unknown_rates_give_none() -> None:
    kilo = Unit(expand("unit:kilo"), expand("unit:one"), Decimal(1000))
    one = Unit(expand("unit:one"), expand("unit:one"), Decimal(1))
    assert convert(Quantity(Decimal(2), kilo, "exactly"), one, {}) == 2000
    assert (
        convert(Quantity(Decimal(2), Unit(USD, USD, Decimal(1)), "exactly", "1999"), one, RECKONING.rates)
        is None
    )


@pytest.mark.parametrize(
    ("outer", "inner", "holds"),
    [
        ("2018", "2018-H1", True),
        ("2018-H1", "2018-07-02", False),
        ("2018-H2", "2018-Q3", True),
        ("2017/2022", "2019", True),
        ("2019/..", "2018", False),
        ("2018-12-31", "2018", False),
    ],
)
def test_a_period_within_another(outer: str, inner: str, holds: bool) -> None:
    assert contains(outer, inner) is holds
