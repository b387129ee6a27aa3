"""Validation: growth rates and shares held against their figures."""

from decimal import Decimal

import pytest
from support.checked_world import REFERENCE, figure, put, world, writer

from kg.model.conflicts import Reckoning
from kg.model.facts import Fact
from kg.model.kinds import FactKind
from kg.model.quantities import Rate, Unit
from kg.rdf.index import Index
from kg.rdf.iris import expand, mint
from kg.store import EmbeddedStore
from kg.validate import Finding, validate
from kg.validate.figures import check_figures

# ---- arithmetic across figures


def figures_found(kinds: dict[str, FactKind], *facts: Fact) -> list[Finding]:
    store = put(EmbeddedStore.in_memory(), REFERENCE)
    units = {
        mint("unit", u): Unit(mint("unit", u), mint("unit", u), Decimal(1)) for u in ("usd", "cny", "percent")
    }
    rate = Rate(Decimal("6.7"), mint("rate", "usd-cny-2022"))
    rates = {(mint("unit", "usd"), mint("unit", "cny"), "2022"): rate}
    return list(check_figures(facts, Index(store.quads()), Reckoning(units, rates), writer(world())))


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
