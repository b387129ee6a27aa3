"""Evidence, held against the documents as received: that it is in them and says what was written down."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from kg.graph.passages import Passages
from kg.model.claims import Claim
from kg.rdf.index import Index
from kg.rdf.vocab import term
from kg.validate.finding_text import Check, FindingWriter
from kg.validate.findings import Finding

_CODE_POINTS = term("sl:codePoints")

_ABSENT = Check(
    "document-at-hand",
    "its text is not in {?folder}: no file there has its SHA-256\n"
    "put the file as received there; its name does not matter",
    "{?folder} 中没有它的原文：没有文件具有它的 SHA-256\n请把收到的文件放进去，文件名不限",
    severity="info",
)
_OTHER = Check(
    "document-as-received",
    "{?file} bears its name and has another SHA-256\nput the file there as it was received, byte for byte",
    "{?file} 与它同名，但 SHA-256 不同\n请放入收到时的文件，一个字节也不能改",
)
_LENGTH = Check(
    "document-length",
    "it is said to have {?said} code points, and has {?length}\nmend sl:codePoints",
    "记为 {?said} 个码点，实为 {?length} 个\n请改正 sl:codePoints",
)
_OUTSIDE = Check(
    "evidence-in-document",
    "its evidence at {?span} is not in the document, which has {?length} code points\n"
    "reject the claim and add it again with the right span",
    "位于 {?span} 的证据不在文档之内，文档只有 {?length} 个码点\n请拒绝该主张，并以正确的位置重新添加",
)
_WORDING = Check(
    "as-written",
    "“{?written}” does not stand where its evidence is\n"
    "look at the passage with `kg show`; reject the claim if the span is wrong",
    "证据所在之处没有“{?written}”\n请用 `kg show` 查看原句；位置有误则拒绝该主张",
    severity="warning",
)


def check_evidence(
    documents: Iterable[NamedNode],
    claims: Iterable[Claim],
    index: Index,
    passages: Passages,
    writer: FindingWriter,
) -> Iterator[Finding]:
    """Check documents and claims against the texts at hand; where none is, one note says so."""
    for document in documents:
        yield from _check_document(document, index, passages, writer)
    for claim in claims:
        text = passages.text(claim.document)
        if text is not None:
            yield from _check_claim(claim, text, writer)


def _check_document(
    document: NamedNode, index: Index, passages: Passages, writer: FindingWriter
) -> Iterator[Finding]:
    text = passages.text(document)
    if text is None:
        namesake = passages.namesake(document)
        where = {"file": Literal(str(namesake)), "folder": Literal(str(passages.folder))}
        yield writer.found(_OTHER if namesake else _ABSENT, document, where)
        return
    said = index.one(document, _CODE_POINTS)
    if said is not None and said.value != str(len(text)):
        lengths = {"said": said, "length": Literal(str(len(text)))}
        yield writer.found(_LENGTH, document, lengths)


def _check_claim(claim: Claim, text: str, writer: FindingWriter) -> Iterator[Finding]:
    outside = [span for span in claim.spans if not 0 <= span.start < span.end <= len(text)]
    for span in outside:
        where = {"span": Literal(f"{span.start}–{span.end}"), "length": Literal(str(len(text)))}
        yield writer.found(_OUTSIDE, claim.iri, where)
    if claim.as_written is None or outside:
        return
    if not any(claim.as_written in text[span.start : span.end] for span in claim.spans):
        written = {"written": Literal(claim.as_written)}
        yield writer.found(_WORDING, claim.iri, written)
