"""Documents as received."""

import hashlib
from pathlib import Path

import pytest

from kg.errors import BadFile
from kg.model.documents import describe, receive

SIMPLIFIED = "中国人工智能算力发展评估：杭州、北京位居前列，投资规模约25亿美元。"
TRADITIONAL = "中國人工智能算力發展評估：杭州、北京位居前列，投資規模約25億美元。"


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (SIMPLIFIED, "utf-16", "utf-16"),
    ],
)
def test_a_document_is_decoded_and_its_encoding_said(
    tmp_path: Path, text: str, encoding: str, said: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    received = receive(path)
    assert (received.text, received.encoding) == (text, said)
    assert received.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "empty"), (b" \n\n", "empty"), (b"\x00\x01\x02" * 9, "no text"), (b"\xff\xfe\x00", "no text")],
)
def test_what_is_no_document_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=why):
        receive(path)


def test_a_document_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="there is no such file") as refused:
        receive(tmp_path / "none.txt")
    assert "没有这个文件" in refused.value.sentence("zh")
    with pytest.raises(BadFile, match="that is a folder"):
        receive(tmp_path)


def test_a_description_counts_code_points_not_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("算力😀", encoding="utf-8")
    triples = describe("a", receive(path), {"title": "甲", "source": "https://example.org/a"})
    assert any(t.predicate.value.endswith("codePoints") and t.object.value == "3" for t in triples)


def test_the_described_documents_are_the_seeds(shared: Path, demo_store) -> None:  # type: ignore[no-untyped-def]
    seeds = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in (shared / "seeds").glob("*.txt")}
    rows = list(demo_store.select("SELECT ?s ?n { GRAPH ?g { ?d sl:sha256 ?s ; sl:codePoints ?n } }"))
    assert {row["s"].value for row in rows} == set(seeds) and len(rows) == 2
    for row in rows:
        assert int(row["n"].value) == len(receive(seeds[row["s"].value]).text)
