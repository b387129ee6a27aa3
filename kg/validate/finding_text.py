"""Findings put into words: messages with their placeholders filled, and our own where a shape has none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.graph.names import AnyTerm, Names
from kg.language import Text, best
from kg.rdf.index import Index
from kg.rdf.iris import local_name, shorten
from kg.rdf.vocab import LANGUAGES, term
from kg.store import Store
from kg.validate.findings import Finding

_SLOT = re.compile(r"\{[?$](\w+)\}")

Bindings = Mapping[str, AnyTerm | Mapping[str, str]]
"""What the placeholders of a message stand for: a term, or words in "zh" and "en"."""

_SEVERITIES = {"Violation": "violation", "Warning": "warning", "Info": "info"}

# The remedy follows the line break, as it does in the messages of shapes.
_SENTENCES: dict[str, Text] = {
    "MinCount": Text("it has no “{?role}”\ngive it one", "缺少“{?role}”\n请补上"),
    "MaxCount": Text(
        "it has more than {?limit} “{?role}”\nkeep the right one; two that differ are two facts",
        "“{?role}”多于 {?limit} 个\n请保留正确的一个；不同的值应是两个事实",
    ),
    "Class": Text(
        "its “{?role}” is {?value}, which is no {?limit}\nname a {?limit}, or give it that class",
        "“{?role}”是 {?value}，它不属于{?limit}\n请改为{?limit}，或给它此类别",
    ),
    "Datatype": Text(
        "its “{?role}” is {?value}, which is no {?limit}\nwrite it as {?limit}",
        "“{?role}”是 {?value}，不是 {?limit}\n请写成 {?limit}",
    ),
    "NodeKind": Text(
        "its “{?role}” is {?value}, which is no {?limit}\ngive {?limit} instead",
        "“{?role}”是 {?value}，不是 {?limit}\n请改为 {?limit}",
    ),
    "Pattern": Text(
        "its “{?role}” is written {?value}, which does not match {?limit}\nwrite it in that form",
        "“{?role}”写作 {?value}，不符合 {?limit}\n请按此格式书写",
    ),
    "MinInclusive": Text(
        "its “{?role}” is {?value}, less than {?limit}\ncheck the value against its document",
        "“{?role}”是 {?value}，小于 {?limit}\n请对照原文查对",
    ),
    "MinExclusive": Text(
        "its “{?role}” is {?value}, not above {?limit}\ncheck the value against its document",
        "“{?role}”是 {?value}，不大于 {?limit}\n请对照原文查对",
    ),
    "MaxInclusive": Text(
        "its “{?role}” is {?value}, more than {?limit}\ncheck the value against its document",
        "“{?role}”是 {?value}，大于 {?limit}\n请对照原文查对",
    ),
    "MaxExclusive": Text(
        "its “{?role}” is {?value}, not below {?limit}\ncheck the value against its document",
        "“{?role}”是 {?value}，不小于 {?limit}\n请对照原文查对",
    ),
    "HasValue": Text("its “{?role}” is not {?limit}\nadd that value", "“{?role}”没有 {?limit}\n请加上此值"),
    "In": Text(
        "its “{?role}” is {?value}, which is not one of those allowed\nchoose one that the shape lists",
        "“{?role}”是 {?value}，不在允许的取值之内\n请选用形状中列出的值",
    ),
    "UniqueLang": Text(
        "its “{?role}” is given twice in one language\nkeep one for each language",
        "“{?role}”在同一语言中有两个\n每种语言只留一个",
    ),
    "": Text(
        "it does not fit the shape {?shape}: {?role} {?value}\nlook at that shape",
        "不符合形状 {?shape}：{?role} {?value}\n请查看该形状",
    ),
}

_PARAMETERS = {
    "MinCount": "minCount",
    "MaxCount": "maxCount",
    "Class": "class",
    "Datatype": "datatype",
    "NodeKind": "nodeKind",
    "Pattern": "pattern",
    "MinInclusive": "minInclusive",
    "MinExclusive": "minExclusive",
    "MaxInclusive": "maxInclusive",
    "MaxExclusive": "maxExclusive",
    "HasValue": "hasValue",
}


@dataclass(frozen=True, slots=True)
class Check:
    """Something that is checked here and by no shape of the store."""

    name: str
    """Its local name, among those of our shapes."""
    en: str
    """What is wrong and, after a line break, what to do; placeholders as in the messages of shapes."""
    zh: str
    severity: str = "violation"
    """A key of `kg.validate.findings.SEVERITIES`."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a SHACL processor, in our terms."""

    thing: AnyTerm
    severity: str
    """The local name of a SHACL severity: "Violation", "Warning", "Info"."""
    shape: AnyTerm
    component: str
    """The local name of the constraint component, without that word: "MinCount"."""
    path: AnyTerm | None
    value: AnyTerm | None


class FindingWriter:
    """Puts what is wrong into words, as findings that name things by label and CURIE in both languages."""

    def __init__(self, store: Store, shapes: Index) -> None:
        self.names = {language: Names(store, language) for language in LANGUAGES}
        self.shapes = shapes

    def finding(
        self, severity: str, check: AnyTerm, thing: AnyTerm, messages: Mapping[str, str], bindings: Bindings
    ) -> Finding:
        """Make a finding.

        Args:
            severity: A key of `kg.validate.findings.SEVERITIES`, or a SHACL severity's local name.
            check: The shape or constraint that found it.
            thing: What it is about.
            messages: By language tag what is wrong and, after a line break, what to do.
            bindings: What `{?name}` in the messages stands for.
        """
        problems, remedies = {}, {}
        for language in LANGUAGES:
            message = self._fill(best(messages, language) or "", language, bindings)
            problems[language], _, remedies[language] = message.partition("\n")
        return Finding(
            severity=_SEVERITIES.get(severity, severity),
            check=_short(check),
            thing=_short(thing),
            subject={language: names.with_curie(thing) for language, names in self.names.items()},
            problem=problems,
            remedy=remedies,
        )

    def found(self, check: Check, thing: AnyTerm, bindings: Bindings) -> Finding:
        """Make a finding of a check of ours."""
        shape = term(f"shape:{check.name}")
        return self.finding(check.severity, shape, thing, Text(check.en, check.zh), bindings)

    def from_shape(self, result: Result) -> Finding:
        """Make a finding of a SHACL result: in its shape's own words, or in ours where it has none."""
        bindings: dict[str, AnyTerm | Mapping[str, str]] = {"this": result.thing, "shape": result.shape}
        bindings["role"] = self._role(result)
        if result.value is not None:
            bindings["value"] = result.value
        limit = self.shapes.one(result.shape, term(f"sh:{_PARAMETERS.get(result.component, '')}"))
        if limit is not None:
            bindings["limit"] = limit
        own = self.shapes.texts(result.shape, term("sh:message"))
        ours = _SENTENCES.get(result.component, _SENTENCES[""])
        messages = self._with_value(own, result) if own else ours
        return self.finding(result.severity, result.shape, result.thing, messages, bindings)

    def _role(self, result: Result) -> Mapping[str, str]:
        named = self.shapes.texts(result.shape, term("sh:name"))
        if named:
            return {language: best(named, language) or "" for language in LANGUAGES}
        if isinstance(result.path, NamedNode):
            return {language: names.label(result.path) for language, names in self.names.items()}
        return dict.fromkeys(LANGUAGES, "")

    def _with_value(self, messages: Mapping[str, str], result: Result) -> Mapping[str, str]:
        """Say what stands there now, where the shape's message does not."""
        if result.value is None or result.value == result.thing:
            return messages
        found = {}
        for tag, message in messages.items():
            problem, line_break, remedy = message.partition("\n")
            if "{?value}" not in problem:
                problem += "（现为 {?value}）" if tag.startswith("zh") else " (it is {?value})"
            found[tag] = problem + line_break + remedy
        return found

    def _fill(self, message: str, language: str, bindings: Bindings) -> str:
        def said(slot: re.Match[str]) -> str:
            bound = bindings.get(slot[1])
            if bound is None:
                return ""
            if isinstance(bound, Mapping):
                return bound[language]
            return self.names[language].with_curie(bound) or '""'

        return _SLOT.sub(said, message)


def _short(term: AnyTerm) -> str:
    return shorten(term) if isinstance(term, NamedNode) else str(term)


def component_name(iri: NamedNode) -> str:
    """Give a constraint component's name: sh:MinCountConstraintComponent is "MinCount"."""
    return local_name(iri).removesuffix("ConstraintComponent")
