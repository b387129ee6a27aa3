"""Conflicts: facts that agree on what determines a value and differ in the value, and how they differ.

Which roles determine which is declared in the shapes; nothing here names a fact kind.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import combinations

from pyoxigraph import NamedNode

from kg.language import Text
from kg.model.facts import Fact
from kg.model.kinds import Dependency, FactKind
from kg.model.quantities import (
    EXCHANGE,
    Figure,
    Rates,
    Unit,
    can_both_hold,
    contains,
    convert,
    interval,
    rate_between,
)
from kg.rdf.index import Term
from kg.rdf.iris import local_name

DIFFERENCES: dict[str, Text] = {
    "value": Text("the values cannot both hold", "两个数值不能同时成立"),
    "part": Text("a part exceeds its whole", "部分超过整体"),
    "bound": Text("the bounds differ, both can hold", "界限不同，可同时成立"),
    "rounding": Text("one is the other, rounded", "四舍五入之差"),
    "margin": Text("both are approximate, and their margins meet", "均为约数，范围有重叠"),
    "currency": Text("the currencies differ", "货币不同"),
    "period": Text("the periods differ", "时期不同"),
    "order": Text("a rank against a place in a list", "名次与列举次序之别"),
    "forecast": Text("a forecast against a later figure", "预测与后来数字之别"),
}
"""Every kind of difference, worst first, with what it means."""

READINGS: dict[str, Text] = {
    "stated": Text(
        "both are read as the figures stated; within their bounds both could hold",
        "两个数均按所述数值比较；在各自界限内可同时成立",
    ),
}
"""Every reading on which figures contradict that by their bounds alone could hold, with what it means."""


_SAME_BOUND = {"exactly": "rounding", "about": "margin"}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two facts that differ where their kind lets them not."""

    role: str
    """The determined role."""
    facts: tuple[Fact, Fact]
    difference: str
    """A key of `DIFFERENCES`."""
    is_contradiction: bool
    """False where both can hold, once the difference is understood."""
    compared: tuple[Decimal, Decimal] | None = None
    """The two values in one unit, that of the second fact, where a conversion was needed."""
    rate: NamedNode | None = None
    """The exchange rate of that conversion, where the currencies differ."""
    reading: str = ""
    """A key of `READINGS` where it is a contradiction only as read so; else empty."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What comparing figures needs to know: units, exchange rates, and what is part of what."""

    units: Mapping[NamedNode, Unit] = field(default_factory=dict)
    rates: Rates = field(default_factory=dict)
    wholes: Mapping[NamedNode, frozenset[NamedNode]] = field(default_factory=dict)
    """Each thing with all the wholes it is part of, directly or through others."""

    def figure(self, fact: Fact, role: str) -> Figure | None:
        """Give the figure that fills a role; None where there is none, or where it has no unit."""
        value, unit, bound = fact.roles.get(role), fact.roles.get("unit"), fact.roles.get("bound")
        if value is None or not isinstance(unit, NamedNode):
            return None
        period = fact.roles.get("period")
        return Figure(
            Decimal(value.value),
            self.units.get(unit) or Unit(unit, unit, Decimal(1)),
            local_name(bound) if isinstance(bound, NamedNode) else "exactly",
            period.value if period is not None else "",
        )


def meaning(difference: str, reading: str, language: str) -> str:
    """Say what a kind of difference means, and on what reading, in "zh" or "en".

    >>> meaning("value", "", "en")
    'the values cannot both hold'
    """
    said = DIFFERENCES[difference][language]
    if not reading:
        return said
    return f"{said}{'：' if language == 'zh' else ': '}{READINGS[reading][language]}"


def find_conflicts(facts: Iterable[Fact], reckoning: Reckoning) -> list[Conflict]:
    """Find every pair of facts that differ where their kind lets them not.

    Returns:
        Contradictions first, then what can be reconciled; within these by kind of difference and by IRI.
    """
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_kind[fact.kind.name].append(fact)
    found = [c for name in sorted(by_kind) for c in _of_kind(by_kind[name], reckoning)]
    order = list(DIFFERENCES)
    return sorted(
        found,
        key=lambda c: (not c.is_contradiction, order.index(c.difference), *(f.iri.value for f in c.facts)),
    )


def _of_kind(facts: list[Fact], reckoning: Reckoning) -> Iterator[Conflict]:
    kind = facts[0].kind
    for dependency in kind.dependencies:
        yield from _of_dependency(kind, dependency, facts, reckoning)
    for role in kind.parts_along:
        yield from _of_parts(kind, role, facts, reckoning)


def _of_dependency(
    kind: FactKind, dependency: Dependency, facts: list[Fact], reckoning: Reckoning
) -> Iterator[Conflict]:
    groups: dict[tuple[Term | None, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        if dependency.when.holds(fact.roles) and _can_be_compared(kind, dependency, fact):
            groups[tuple(fact.roles.get(name) for name in dependency.determinants)].append(fact)
    for group in groups.values():
        for one, other in combinations(sorted(group, key=lambda f: f.iri.value), 2):
            conflict = _compare(kind, dependency.determined, one, other, reckoning)
            if conflict is not None:
                yield conflict


def _can_be_compared(kind: FactKind, dependency: Dependency, fact: Fact) -> bool:
    determined = kind.roles[dependency.determined]
    present = dependency.determined in fact.roles or (
        determined.compared_as == "AsPosition" and fact.position() is not None
    )
    # A position that is itself a determinant must be there: two cities without a rank share none.
    needed = (n for n in dependency.determinants if kind.roles[n].compared_as == "AsPosition")
    return present and all(name in fact.roles for name in needed)


def _compare(kind: FactKind, role: str, one: Fact, other: Fact, reckoning: Reckoning) -> Conflict | None:
    comparison: Callable[[str, Fact, Fact, Reckoning], Conflict | None] = {
        "AsQuantity": _compare_figures,
        "AsPeriod": _compare_periods,
        "AsPosition": _compare_positions,
    }.get(kind.roles[role].compared_as, _compare_terms)
    return comparison(role, one, other, reckoning)


def _compare_terms(role: str, one: Fact, other: Fact, _: Reckoning) -> Conflict | None:
    if one.roles[role] == other.roles[role]:
        return None
    return Conflict(role, (one, other), "value", True)


def _compare_periods(role: str, one: Fact, other: Fact, _: Reckoning) -> Conflict | None:
    first, second = one.roles[role].value, other.roles[role].value
    if first == second:
        return None
    reconciled = contains(first, second) or contains(second, first)
    return Conflict(role, (one, other), "period" if reconciled else "value", not reconciled)


def _compare_positions(role: str, one: Fact, other: Fact, _: Reckoning) -> Conflict | None:
    first, second = one.position(), other.position()
    if first is None or second is None or first.number == second.number:
        return None
    if first.role == second.role:
        # Two lists in another order say nothing; two ranks contradict.
        return Conflict(role, (one, other), "value", True) if first.role == role else None
    return Conflict(role, (one, other), "order", False)


def _compare_figures(role: str, one: Fact, other: Fact, reckoning: Reckoning) -> Conflict | None:
    first, second = reckoning.figure(one, role), reckoning.figure(other, role)
    if first is None or second is None or replace(first, period=second.period) == second:
        return _forecast_only(role, one, other)
    if one.roles.get("isForecast") != other.roles.get("isForecast"):
        return Conflict(role, (one, other), "forecast", False)
    if first.unit != second.unit:
        return _compare_units(role, one, other, first, second, reckoning)
    if not can_both_hold(interval(first.value, first.bound), interval(second.value, second.bound)):
        return Conflict(role, (one, other), "value", True)
    differs = _SAME_BOUND.get(first.bound, "bound") if first.bound == second.bound else "bound"
    return Conflict(role, (one, other), differs, False)


def _forecast_only(role: str, one: Fact, other: Fact) -> Conflict | None:
    """One figure, once as a forecast and once as a fact: worth showing, no contradiction."""
    if one.roles.get("isForecast") == other.roles.get("isForecast"):
        return None
    return Conflict(role, (one, other), "forecast", False)


def _compare_units(
    role: str, one: Fact, other: Fact, first: Figure, second: Figure, reckoning: Reckoning
) -> Conflict | None:
    value = convert(first, second.unit, reckoning.rates)
    if value is None:
        return Conflict(role, (one, other), "currency", False)
    low, high = interval(value, first.bound)
    slack = abs(value) * EXCHANGE
    holds = can_both_hold((low - slack, high + slack), interval(second.value, second.bound))
    return Conflict(
        role,
        (one, other),
        "currency",
        not holds,
        (value, second.value),
        _rate_of(first, second.unit, reckoning),
    )


def _rate_of(figure: Figure, unit: Unit, reckoning: Reckoning) -> NamedNode | None:
    rate = rate_between(figure, unit, reckoning.rates) if figure.unit.base != unit.base else None
    return rate.iri if rate is not None else None


def _of_parts(kind: FactKind, role: str, facts: list[Fact], reckoning: Reckoning) -> Iterator[Conflict]:
    """Find parts that exceed their wholes, where all else that determines the value is the same."""
    for dependency in kind.dependencies:
        if role not in dependency.determinants:
            continue
        others = [name for name in dependency.determinants if name != role]
        groups: dict[tuple[Term | None, ...], list[Fact]] = defaultdict(list)
        for fact in facts:
            groups[tuple(fact.roles.get(name) for name in others)].append(fact)
        for group in groups.values():
            yield from _exceeding(dependency.determined, role, group, reckoning)


def _exceeding(determined: str, role: str, group: list[Fact], reckoning: Reckoning) -> Iterator[Conflict]:
    for part in group:
        wholes = reckoning.wholes.get(part.roles[role], frozenset())  # type: ignore[arg-type]
        for whole in group:
            if whole.roles[role] not in wholes:
                continue
            mine, its = reckoning.figure(part, determined), reckoning.figure(whole, determined)
            value = convert(mine, its.unit, reckoning.rates) if mine and its else None
            if mine is None or its is None or value is None or mine.bound == "at-most":
                continue
            if value > _most(its) * (1 + EXCHANGE):
                yield Conflict(
                    determined,
                    (part, whole),
                    "part",
                    True,
                    (value, its.value) if mine.unit != its.unit else None,
                    _rate_of(mine, its.unit, reckoning),
                    _reading(value, mine, its),
                )


def _most(figure: Figure) -> Decimal:
    """Give the greatest that a figure stands for; of "at least", the figure that it names.

    A text that gives lower bounds for a part and its whole means the figures: as stated, the part is larger.
    """
    return figure.value if figure.bound == "at-least" else interval(figure.value, figure.bound)[1]


def _reading(value: Decimal, part: Figure, whole: Figure) -> str:
    """Give the reading on which a part of this value, in the unit of the whole, exceeds it; "" if on any."""
    least, most = interval(value, part.bound)[0], interval(whole.value, whole.bound)[1]
    return "" if least > most else "stated"
