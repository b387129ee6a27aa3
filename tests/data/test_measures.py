"""The project's own units, exchange rates and measures reckon."""

from decimal import Decimal

import pytest
from pyoxigraph import DefaultGraph, Quad

from kg.disk import folder
from kg.graph.records import reckoning_of
from kg.model.conflicts import Reckoning
from kg.model.quantities import Figure, convert
from kg.rdf.iris import expand
from kg.rdf.turtle import read
from kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def reckoning() -> Reckoning:
    store = EmbeddedStore.in_memory()
    store.add(
        Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in read(folder("data") / "measures.ttl")
    )
    return reckoning_of(store)


def unit_of(reckoning: Reckoning, value: str, curie: str, period: str = "") -> Figure:
    return Figure(Decimal(value), reckoning.units[expand(curie)], "exactly", period)


@pytest.mark.parametrize(
    ("value", "unit", "other", "expected"),
    [
        ("1", "unit:eflops", "unit:pflops", "1000"),
        ("202", "unit:eflops", "unit:flops", "202000000000000000000"),
        ("3", "unit:petabyte", "unit:terabyte", "3000"),
        ("1", "unit:square-kilometre", "unit:square-metre", "1000000"),
        ("15", "unit:mu", "unit:square-metre", "10000.000005"),
        ("100", "unit:usd", "unit:usd", "100"),
    ],
)
def test_units_of_one_base_reckon(reckoning: Reckoning, value: str, unit: str, other: str, expected: str):
    wanted = reckoning.units[expand(other)]
    assert convert(unit_of(reckoning, value, unit), wanted, {}) == Decimal(expected)


def test_precisions_are_never_reckoned_into_one_another(reckoning: Reckoning):
    for one, other in (("eflops-fp16", "eflops-fp32"), ("eflops", "eflops-fp16"), ("eflops", "eflops-fp32")):
        wanted = reckoning.units[expand(f"unit:{other}")]
        assert convert(unit_of(reckoning, "1", f"unit:{one}"), wanted, reckoning.rates) is None


def test_a_dollar_was_six_to_seven_and_a_half_yuan_in_every_year_from_2017_to_2023(reckoning: Reckoning):
    yuan = reckoning.units[expand("unit:cny")]
    for year in range(2017, 2024):
        rate = convert(unit_of(reckoning, "1", "unit:usd", str(year)), yuan, reckoning.rates)
        assert rate is not None and Decimal("6.4") < rate < Decimal("7.1"), year


def test_ten_billion_dollars_of_2022_are_less_than_the_hundred_billion_yuan_of_a_part(reckoning: Reckoning):
    """The first article gives the hardware market more than the whole it is part of."""
    yuan = reckoning.units[expand("unit:cny")]
    whole = convert(unit_of(reckoning, "10000000000", "unit:usd", "2022"), yuan, reckoning.rates)
    assert whole is not None and whole < Decimal(100_000_000_000)
    assert expand("measure:ai-market") in reckoning.wholes[expand("measure:ai-hardware-market")]
    assert expand("measure:ai-market") in reckoning.wholes[expand("measure:ai-compute-investment")]
    assert expand("measure:compute-share-of-ai-market") not in reckoning.wholes
