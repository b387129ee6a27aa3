"""The description of a thing as lines to read and as JSON, in Chinese or English."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from kg.graph.describe.description import Description, Item, Page
from kg.graph.describe.facts import Source, SourcedFact
from kg.graph.names import Names
from kg.language import Text, best
from kg.model.claims import Claim
from kg.model.conflicts import Conflict, meaning
from kg.model.reviews import Review
from kg.rdf.iris import shorten

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


def lines(description: Description, names: Names) -> Iterator[str]:
    """Tell everything about a thing, line by line, in the reader's language."""
    language = names.language
    yield (
        description.name
        if description.name == description.thing
        else f"{description.name} ({description.thing})"
    )
    if description.classes:
        yield f"  {_joined(description.classes, language)}"
    for name in ("labels", "aliases", "misspellings"):
        texts = getattr(description, name)
        if texts:
            said = [f"{text} [{tag}]" if tag else text for tag, text in texts]
            yield f"  {_word(name, language)}{_colon(language)}{_joined(said, language)}"
    for each in description.properties:
        yield f"  {each.name}{_colon(language)}{_joined(each.values, language)}"
    yield from _facts(description.facts, names)
    yield from _conflicts(description.conflicts, names)
    yield from _links(description, language)
    pages = max(description.facts.pages, description.links.pages)
    if description.facts.number < pages:
        yield ""
        yield _word("page", language).format(description.facts.number + 1)


def to_json(description: Description, names: Names) -> dict[str, Any]:
    """Give everything about a thing for machines, in the reader's language."""
    return {
        "thing": description.thing,
        "name": description.name,
        "classes": description.classes,
        "labels": description.labels,
        "aliases": description.aliases,
        "misspellings": description.misspellings,
        "properties": [asdict(each) for each in description.properties],
        "facts": _page_json(description.facts, lambda fact: _fact_json(fact, names)),
        "conflicts": [_conflict_json(conflict, names) for conflict in description.conflicts],
        "links": _page_json(description.links, asdict),
    }


def _page_json(page: Page[Item], item_json: Callable[[Item], dict[str, Any]]) -> dict[str, Any]:
    items = [item_json(item) for item in page.items]
    return {"number": page.number, "size": page.size, "total": page.total, "items": items}


def _fact_json(found: SourcedFact, names: Names) -> dict[str, Any]:
    return {
        "fact": shorten(found.iri),
        "kind": _kind(found, names.language),
        "sentence": names.label(found.iri),
        "claims": [_source_json(source, names) for source in found.sources],
    }


def _source_json(source: Source, names: Names) -> dict[str, Any]:
    claim = source.claim
    return {
        "claim": shorten(claim.iri),
        "document": names.label(claim.document),
        "state": source.state,
        "passages": [asdict(passage) for passage in source.passages],
        "reviews": [_review_json(review, names.language) for review in source.reviews],
        "as_written": claim.as_written or "",
        "attributed_to": names.label(claim.attributed_to) if claim.attributed_to else "",
        "rule": _rule(claim),
        "confidence": str(claim.confidence),
    }


def _review_json(review: Review, language: str) -> dict[str, Any]:
    return {
        "verdict": _verdict(review),
        "reviewed": review.reviewed,
        "reviewer": review.reviewer,
        "reason": review.reason_in(language),
    }


def _conflict_json(conflict: Conflict, names: Names) -> dict[str, Any]:
    return {
        "difference": meaning(conflict.difference, conflict.reading, names.language),
        "is_contradiction": conflict.is_contradiction,
        "facts": [shorten(fact.iri) for fact in conflict.facts],
        "sentences": [names.label(fact.iri) for fact in conflict.facts],
    }


def _facts(page: Page[SourcedFact], names: Names) -> Iterator[str]:
    if not page.total:
        return
    yield from _heading("facts", page, names.language)
    last = ""
    for found in page.items:
        kind = _kind(found, names.language)
        if kind != last:
            last = kind
            yield f"  {kind}"
        yield f"  · {names.label(found.iri)}"
        for source in found.sources:
            yield from _source(source, names, in_full=page.total == 1)


def _source(source: Source, names: Names, *, in_full: bool) -> Iterator[str]:
    claim, language = source.claim, names.language
    details = []
    if claim.as_written:
        details.append(_word("written", language).format(claim.as_written))
    if claim.attributed_to:
        details.append(_word("stated", language).format(names.label(claim.attributed_to)))
    if not claim.is_by_hand or in_full:
        details.append(_word("hand" if claim.is_by_hand else "rule", language).format(_rule(claim)))
    if claim.confidence != 1 or in_full:
        details.append(_word("sure", language).format(claim.confidence))
    where = _joined([f"{p.start}–{p.end}" for p in source.passages], language)
    document = names.label(claim.document)
    yield f"      {document} {where}" + "".join(f"{_semicolon(language)}{d}" for d in details)
    for passage in source.passages:
        if passage.text is not None:
            yield f"        “{' '.join(passage.text.split())}”"
    for review in source.reviews:
        # That claims were accepted is why their facts are seen at all.
        if in_full or source.state != "accepted":
            verdict, reason = _word(_verdict(review), language), review.reason_in(language)
            said = _word("by", language).format(verdict, review.reviewed[:10], review.reviewer)
            yield f"        {said}" + (f"{_colon(language)}{reason}" if reason else "")
    if source.state == "pending":
        yield f"        {_word('pending', language)}"


def _kind(found: SourcedFact, language: str) -> str:
    return (best(found.fact.kind.labels, language) or "") if found.fact else ""


def _rule(claim: Claim) -> str:
    return f"{claim.rule} {claim.rule_version}"


def _verdict(review: Review) -> str:
    return "accepted" if review.is_accepted else "rejected"


def _conflicts(conflicts: Sequence[Conflict], names: Names) -> Iterator[str]:
    if not conflicts:
        return
    language = names.language
    yield ""
    yield f"{_word('conflicts', language)}{_colon(language)}{len(conflicts)}"
    for conflict in conflicts:
        sign = "!" if conflict.is_contradiction else "~"
        yield f"  {sign} {meaning(conflict.difference, conflict.reading, language)}"
        for fact in conflict.facts:
            yield f"      {names.label(fact.iri)}"


def _links(description: Description, language: str) -> Iterator[str]:
    if not description.links.total:
        return
    yield from _heading("links", description.links, language)
    for link in description.links.items:
        yield f"  · {link.subject} — {link.name}"


def _heading(name: str, page: Page[Any], language: str) -> Iterator[str]:
    yield ""
    said = str(page.total)
    if page.pages > 1:
        said = _word("of", language).format(len(page.items), page.total, page.number, page.pages)
    yield f"{_word(name, language)}{_colon(language)}{said}"


def _word(name: str, language: str) -> str:
    return _WORDS[name][language]


def _joined(values: Sequence[str], language: str) -> str:
    return ("；" if language == "zh" else "; ").join(values)


def _colon(language: str) -> str:
    return "：" if language == "zh" else ": "


def _semicolon(language: str) -> str:
    return "；" if language == "zh" else "; "
