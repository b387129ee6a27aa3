"""What there is to show about a thing, as lines to read, in Chinese or English."""

from collections.abc import Iterator, Sequence
from typing import Any

from kg.graph.describe.parts import Page, Passage, Shown, ShownClaim, ShownConflict, ShownFact
from kg.language import Text

_WORDS: dict[str, dict[str, str]] = {
    "labels": Text("labels", "名称"),
    "aliases": Text("aliases", "别名"),
    "misspellings": Text("misspellings", "误写"),
    "facts": Text("facts", "事实"),
    "conflicts": Text("conflicts", "矛盾"),
    "links": Text("links to it", "指向它的链接"),
    "stated": Text("stated by {}", "数据方：{}"),
    "written": Text("written “{}”", "原文写作“{}”"),
    "rule": Text("read by the rule {}", "由规则 {} 读出"),
    "hand": Text("read by a person", "由人读出"),
    "sure": Text("confidence {}", "置信度 {}"),
    "accepted": Text("accepted", "已采信"),
    "rejected": Text("rejected", "已拒绝"),
    "pending": Text("awaits review", "待审核"),
    "by": Text("{0} {1} by {2}", "{1} {2} {0}"),
    "of": Text("{0} of {1}, page {2} of {3}", "{1} 条中的 {0} 条，第 {2}/{3} 页"),
    "page": Text("the next page: --page {}", "下一页：--page {}"),
}


def lines(shown: Shown, language: str = "en") -> Iterator[str]:
    """Tell everything about a thing, line by line, in "zh" or "en"."""
    yield shown.name if shown.name == shown.thing else f"{shown.name} ({shown.thing})"
    if shown.classes:
        yield f"  {_joined(shown.classes, language)}"
    for name in ("labels", "aliases", "misspellings"):
        texts = getattr(shown, name)
        if texts:
            said = [f"{text} [{tag}]" if tag else text for tag, text in texts]
            yield f"  {_word(name, language)}{_colon(language)}{_joined(said, language)}"
    for shown_property in shown.properties:
        yield f"  {shown_property.name}{_colon(language)}{_joined(shown_property.values, language)}"
    yield from _facts(shown.facts, language)
    yield from _conflicts(shown.conflicts, language)
    yield from _links(shown, language)
    pages = max(shown.facts.pages, shown.links.pages)
    if shown.facts.number < pages:
        yield ""
        yield _word("page", language).format(shown.facts.number + 1)


def _facts(page: Page[ShownFact], language: str) -> Iterator[str]:
    if not page.total:
        return
    yield from _heading("facts", page, language)
    kind = ""
    for fact in page.items:
        if fact.kind != kind:
            kind = fact.kind
            yield f"  {kind}"
        yield f"  · {fact.sentence}"
        for claim in fact.claims:
            yield from _claim(claim, language, in_full=page.total == 1)


def _claim(claim: ShownClaim, language: str, *, in_full: bool) -> Iterator[str]:
    details = []
    if claim.as_written:
        details.append(_word("written", language).format(claim.as_written))
    if claim.attributed_to:
        details.append(_word("stated", language).format(claim.attributed_to))
    is_by_hand = claim.rule.startswith("hand ")
    if not is_by_hand or in_full:
        details.append(_word("hand" if is_by_hand else "rule", language).format(claim.rule))
    if claim.confidence != "1" or in_full:
        details.append(_word("sure", language).format(claim.confidence))
    where = _joined([f"{p.start}–{p.end}" for p in claim.passages], language)
    yield f"      {claim.document} {where}" + "".join(f"{_semicolon(language)}{d}" for d in details)
    for passage in claim.passages:
        if passage.text is not None:
            yield f"        “{_one_line(passage)}”"
    for review in claim.reviews:
        # That claims were accepted is why their facts are seen at all.
        if in_full or claim.state != "accepted":
            verdict = _word(review.verdict, language)
            said = _word("by", language).format(verdict, review.reviewed[:10], review.reviewer)
            yield f"        {said}" + (f"{_colon(language)}{review.reason}" if review.reason else "")
    if claim.state == "pending":
        yield f"        {_word('pending', language)}"


def _conflicts(conflicts: Sequence[ShownConflict], language: str) -> Iterator[str]:
    if not conflicts:
        return
    yield ""
    yield f"{_word('conflicts', language)}{_colon(language)}{len(conflicts)}"
    for conflict in conflicts:
        yield f"  {'!' if conflict.is_contradiction else '~'} {conflict.difference}"
        for sentence in conflict.sentences:
            yield f"      {sentence}"


def _links(shown: Shown, language: str) -> Iterator[str]:
    if not shown.links.total:
        return
    yield from _heading("links", shown.links, language)
    for link in shown.links.items:
        yield f"  · {link.subject} — {link.name}"


def _heading(name: str, page: Page[Any], language: str) -> Iterator[str]:
    yield ""
    said = str(page.total)
    if page.pages > 1:
        said = _word("of", language).format(len(page.items), page.total, page.number, page.pages)
    yield f"{_word(name, language)}{_colon(language)}{said}"


def _one_line(passage: Passage) -> str:
    return " ".join((passage.text or "").split())


def _word(name: str, language: str) -> str:
    return _WORDS[name][language]


def _joined(values: Sequence[str], language: str) -> str:
    return ("；" if language == "zh" else "; ").join(values)


def _colon(language: str) -> str:
    return "：" if language == "zh" else ": "


def _semicolon(language: str) -> str:
    return "；" if language == "zh" else "; "
