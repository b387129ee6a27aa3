"""Claims as JSON, the form in which they are added: each part checked, then made a fact and a claim of.

`check_form` looks at one part after the other and knows no document; `from_json` takes what passed, and knows
the fact kinds and the document's text.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pyoxigraph import NamedNode

from kg.errors import BadClaim, nearest
from kg.language import Text, did_you_mean
from kg.model.claims import BY_HAND, Claim, Span
from kg.model.facts import Fact, make_fact
from kg.model.kinds import FactKind
from kg.rdf.iris import expand


def _is_span(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_count(value.get(end)) for end in ("start", "end"))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_share(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and 0 <= Decimal(str(value)) <= 1
    except InvalidOperation:
        return False


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _one_or_several(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def holds(value: Any) -> bool:
        values = _as_list(value)
        return bool(values) and all(map(test, values))

    return holds


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


_A_TEXT = Text("a text", "文本")
_WORDS = Text("words of the document, or a list of them", "文档中的原文，或其列表")
_PARTS: dict[str, tuple[Callable[[Any], bool], Text]] = {
    # part: what it must be, and that in words
    "fact": (_is_text, Text("the name of a fact kind", "事实类型的名称")),
    "roles": (
        lambda value: isinstance(value, dict),
        Text("an object of roles and values", "由角色和值组成的对象"),
    ),
    "quote": (_one_or_several(_is_text), _WORDS),
    "quotes": (_one_or_several(_is_text), _WORDS),
    "nth": (_is_count, Text("a whole number from 0 on", "不小于 0 的整数")),
    "evidence": (
        _one_or_several(_is_span),
        Text('{"start": 0, "end": 9}, or a list of them', '{"start": 0, "end": 9}，或其列表'),
    ),
    "confidence": (_is_share, Text("a number from 0 to 1", "0 到 1 之间的数")),
    "asWritten": (_is_text, _A_TEXT),
    "attributedTo": (_is_text, Text("a CURIE or a name", "CURIE 或名称")),
    "rule": (_is_text, _A_TEXT),
    "ruleVersion": (lambda value: value is not None, _A_TEXT),
}


def check_form(said: Mapping[str, Any]) -> None:
    """Refuse a claim whose parts are not what they should be, that lacks evidence, or that misspells a part.

    Raises:
        BadClaim: Naming the part.
    """
    for name, value in said.items():
        if name in _PARTS:
            test, wanted = _PARTS[name]
            if value is not None and not test(value):
                raise _bad(name, Text(f"{value!r} is not {wanted['en']}", f"{value!r} 不是{wanted['zh']}"))
        elif near := nearest(name, _PARTS, 1):
            raise _bad(
                name,
                Text("a claim has no such part", "主张没有这一部分"),
                did_you_mean([f"`{near[0]}`"]),
            )
    for name in ("fact", "roles"):
        if said.get(name) is None:
            _, wanted = _PARTS[name]
            raise _bad(
                name,
                Text("the claim lacks it", "主张缺少这一部分"),
                Text(f"add `{name}`: {wanted['en']}", f"请加上 `{name}`：{wanted['zh']}"),
            )
    if all(said.get(name) is None for name in ("quote", "quotes", "evidence")):
        raise _bad(
            "quote",
            Text("the claim has no evidence", "主张没有证据"),
            Text("add `quote`: the words of the document that say it", "请加上 `quote`：文档中说明它的原文"),
        )


def _bad(name: str, why: Text, remedy: Text | None = None) -> BadClaim:
    form = Text("`kg claim --help` shows the form of a claim", "`kg claim --help` 列出主张的写法")
    return BadClaim(claim=name, why=why, remedy=remedy or form)


def from_json(
    kinds: Mapping[str, FactKind], document: NamedNode, said: Mapping[str, Any], text: str | None
) -> tuple[Fact, Claim]:
    """Make a fact and a claim of it from the JSON form.

    Args:
        kinds: The fact kinds.
        document: The document that says it.
        said: What `check_form` let pass: `fact`, `roles`, and `evidence` (one `{"start", "end"}` or a list of
            them) or `quote` (a text or a list of texts that stand in the document, with `nth`, from 0, where
            one stands there more than once); optionally `rule`, `ruleVersion`, `confidence`, `asWritten`,
            `attributedTo`. A part that is null is none.
        text: The document as received, to check the evidence; None where it is not at hand.

    Raises:
        BadClaim: The kind is unknown, or the evidence is not in the document.
        BadFact: The roles do not fit the kind.
    """
    said = {part: value for part, value in said.items() if value is not None}
    name = said["fact"]
    if name not in kinds:
        raise BadClaim(
            claim=name,
            why=Text("there is no such fact kind", "没有这种事实类型"),
            remedy=", ".join(kinds),
        )
    fact = make_fact(kinds[name], said["roles"])
    attributed = said.get("attributedTo")
    claim = Claim(
        document=document,
        fact=fact.iri,
        spans=tuple(sorted(_spans(said, text))),
        rule=str(said.get("rule", BY_HAND)),
        rule_version=str(said.get("ruleVersion", "1")),
        confidence=Decimal(str(said.get("confidence", 1))),
        as_written=said.get("asWritten"),
        attributed_to=expand(attributed) if attributed else None,
    )
    return fact, claim


def passage(text: str, span: Span) -> str:
    """Give the words at a span.

    Raises:
        BadClaim: The document is shorter than that.
    """
    if not 0 <= span.start < span.end <= len(text):
        raise BadClaim(
            claim=f"{span.start}–{span.end}",
            why=Text(
                f"the evidence is not in the document, which has {len(text)} characters",
                f"证据不在文档之内，文档共 {len(text)} 个字符",
            ),
            remedy=Text(
                "count code points in the document as received, from 0", "请按收到的文档从 0 起数码点"
            ),
        )
    return text[span.start : span.end]


def _spans(said: Mapping[str, Any], text: str | None) -> list[Span]:
    if (evidence := said.get("evidence")) is not None:
        spans = [Span(each["start"], each["end"]) for each in _as_list(evidence)]
        if text is not None:
            for span in spans:
                passage(text, span)
        return spans
    quotes = said.get("quotes", said.get("quote", []))
    return [_find(quote, text or "", said.get("nth")) for quote in _as_list(quotes)]


def _find(quote: str, text: str, nth: int | None) -> Span:
    count = text.count(quote)
    if count == 0 or (count > 1 and nth is None) or (nth or 0) >= count:
        raise BadClaim(
            claim=quote,
            why=Text(f"this stands in the document {count} times", f"这段文字在文档中出现 {count} 次"),
            remedy=Text(
                "quote it as it stands there; where it stands more often, say which with `nth`, from 0",
                "请照原文引用；若不止一处，用 `nth` 指明第几处，从 0 起",
            ),
        )
    start = -1
    for _ in range((nth or 0) + 1):
        start = text.index(quote, start + 1)
    return Span(start, start + len(quote))
