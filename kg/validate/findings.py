"""What validation finds: sentences in both languages, worst first, gathered by what is wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.language import Text

SEVERITIES: dict[str, Text] = {
    "violation": Text("violation", "错误"),
    "warning": Text("warning", "警告"),
    "info": Text("note", "提示"),
}
"""How bad a finding is, worst first; only violations keep a graph from conforming."""

_NUMBERED: dict[str, tuple[str, str]] = {
    "violation": ("violation", "violations"),
    "warning": ("warning", "warnings"),
    "info": ("note", "notes"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    severity: str
    """A key of `SEVERITIES`."""
    check: str
    """What found it: the CURIE of a shape or of a constraint."""
    thing: str
    """What it is about, as a CURIE or an IRI in angle brackets."""
    subject: Mapping[str, str]
    """What it is about, by label and CURIE, in "zh" and "en"."""
    problem: Mapping[str, str]
    remedy: Mapping[str, str]

    def sentence(self, language: str = "en") -> str:
        """Say what is wrong with what, in "zh" or "en"."""
        joint = "：" if language == "zh" else ": "
        return f"{self.subject[language]}{joint}{self.problem[language]}"

    def as_json(self) -> dict[str, Any]:
        """Give the finding for machines."""
        return {
            "severity": self.severity,
            "check": self.check,
            "thing": self.thing,
            "problem": dict(self.problem),
            "remedy": dict(self.remedy),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a validation found, worst first."""

    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and notes do not count."""
        return not any(finding.severity == "violation" for finding in self.findings)

    def count(self, severity: str) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def groups(self) -> Iterator[list[Finding]]:
        """Give the findings by severity and check, worst first."""
        gathered: dict[tuple[str, str], list[Finding]] = {}
        for finding in self.findings:
            gathered.setdefault((finding.severity, finding.check), []).append(finding)
        yield from gathered.values()

    def lines(self, language: str = "en", most: int = 3) -> Iterator[str]:
        """Tell the report: of each check the first `most` findings, and how many more there are.

        Args:
            language: "zh" or "en".
            most: How many findings of one check to tell; 0 tells all.
        """
        for group in self.groups():
            yield from _group_lines(group, language, most or len(group))
        yield self.summary(language)

    def summary(self, language: str = "en") -> str:
        """Say in one line whether the graph conforms, and how much was found."""
        counts = {severity: self.count(severity) for severity in SEVERITIES}
        if language == "zh":
            said = "，".join(f"{SEVERITIES[s]['zh']} {n} 处" for s, n in counts.items() if n)
            return f"{'符合' if self.conforms else '不符合'}规则" + (f"：{said}" if said else "")
        said = ", ".join(f"{n} {_NUMBERED[s][n != 1]}" for s, n in counts.items() if n)
        return ("conforms" if self.conforms else "does not conform") + (f": {said}" if said else "")

    def as_json(self) -> dict[str, Any]:
        """Give the report for machines, every finding in it."""
        return {"conforms": self.conforms, "findings": [finding.as_json() for finding in self.findings]}


def report(findings: Iterable[Finding]) -> Report:
    """Put findings in order, worst first, then by check and by thing; what is said twice is said once."""
    order = list(SEVERITIES)
    different = {(f.check, f.thing, f.problem["en"]): f for f in findings}
    return Report(
        tuple(
            sorted(
                different.values(), key=lambda f: (order.index(f.severity), f.check, f.thing, f.problem["en"])
            )
        )
    )


def _group_lines(group: list[Finding], language: str, most: int) -> Iterator[str]:
    remedies = {finding.remedy[language] for finding in group}
    for finding in group[:most]:
        yield f"{SEVERITIES[finding.severity][language]}  {finding.sentence(language)}"
        if len(remedies) > 1 and finding.remedy[language]:
            yield f"  {finding.remedy[language]}"
    more = len(group) - most
    if more > 0:
        yield f"  …… 同类还有 {more} 处" if language == "zh" else f"  … and {more} more of this kind"
    if len(remedies) == 1 and group[0].remedy[language]:
        yield f"  {group[0].remedy[language]}"
