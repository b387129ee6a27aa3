"""Documents as received: their bytes, their encoding, and the text whose code points evidence counts."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.disk import unreadable
from kg.errors import BadFile
from kg.language import Text
from kg.rdf.iris import mint
from kg.rdf.vocab import PREFIXES, A, term

# Tried in this order: Big5 text is nearly always valid GB18030 too, so what decides between the two is below.
_GUESSES = ("utf-8", "gb18030", "big5")
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
# The commonest characters of Chinese text in both scripts: the right decoding has many of them.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说"
    "产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使"
    "点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明"
    "看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料"
    "象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
    "几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶"
    "油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议"
    "声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影"
    "算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何"
    "除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属"
    "圆包火住调满县局照参红细引听该铁价严龍國來們時會這個說為學對產業發電動"
)


@dataclass(frozen=True, slots=True)
class Received:
    """A document as it was received."""

    text: str
    sha256: str
    """Of the bytes, 64 hexadecimal digits."""
    encoding: str


def receive(path: Path) -> Received:
    """Read a document: UTF-8, UTF-16 with a mark, GB18030 (with GBK) or Big5.

    Raises:
        BadFile: It cannot be opened, is empty, or is no text.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    if not content.strip():
        raise BadFile(
            where=path,
            why=Text("the document is empty", "文档为空"),
            remedy=Text("give a document with text in it", "请给出有文字的文档"),
        )
    text, encoding = _decode(path, content)
    return Received(text, hashlib.sha256(content).hexdigest(), encoding)


def describe(slug: str, received: Received, facts: dict[str, str]) -> list[Triple]:
    """Describe a document in triples.

    Args:
        slug: What follows `document:` in its IRI.
        received: The document.
        facts: What else is known: `title`, `date` (ISO 8601), `source` (an address), `publisher`.
    """
    iri = mint("document", slug)
    dcterms = PREFIXES["dcterms"]
    triples = [
        Triple(iri, A, term("sl:Article")),
        Triple(iri, term("sl:sha256"), Literal(received.sha256)),
        Triple(iri, term("sl:codePoints"), Literal(len(received.text))),
        Triple(iri, term("sl:encoding"), Literal(received.encoding)),
    ]
    for name, value in facts.items():
        is_address = name == "source" and "://" in value
        triples.append(
            Triple(iri, NamedNode(dcterms + name), NamedNode(value) if is_address else Literal(value))
        )
    return triples


def _decode(path: Path, content: bytes) -> tuple[str, str]:
    marked = [encoding for mark, encoding in _MARKS.items() if content.startswith(mark)]
    if b"\x00" in content and not marked:
        raise _no_text(path)
    guesses = marked[:1] or _GUESSES
    found = [(text, name) for name in guesses if (text := _try(content, name)) is not None]
    if not found:
        raise _no_text(path)
    if marked or found[0][1] == "utf-8":
        return found[0]
    return max(found, key=lambda pair: sum(character in _COMMON for character in pair[0]))


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _no_text(path: Path) -> BadFile:
    return BadFile(
        where=path,
        why=Text("it is no text that can be read", "不是可读的文本"),
        remedy=Text(
            "give a text in UTF-8, UTF-16, GB18030 or Big5",
            "请给出 UTF-8、UTF-16、GB18030 或 Big5 编码的文本",
        ),
    )
