"""The SPARQL 1.1 Protocol: from what a client sent to the job that it asks for.

The only module that decides whether a request obeys the protocol.
Source: https://www.w3.org/TR/sparql11-protocol/
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from kg.errors import BadRequest
from kg.language import Text

FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)

_GRAPHS = {
    "query": {"default-graph-uri": "default_graphs", "named-graph-uri": "named_graphs"},
    "update": {"using-graph-uri": "using_graphs", "using-named-graph-uri": "using_named_graphs"},
}
_FIELDS = 1000
"""A form has at most so many fields."""
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Call:
    """The parts of a request that the protocol is about; header names are in small letters."""

    method: str
    query_string: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """The media type of the body, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def parameters(call: Call) -> list[tuple[str, str]]:
    """Give the parameters of the address.

    Raises:
        BadRequest: They are not UTF-8, or too many.
    """
    return _fields(call.query_string.encode("utf-8", "surrogateescape"))


def operation(call: Call) -> dict[str, Any] | None:
    """Give the job that a request asks for; None if it names neither a query nor an update.

    Raises:
        BadRequest: It breaks the protocol.
    """
    fields = parameters(call)
    if call.method == "POST":
        return _posted(call, fields)
    if any(name == "update" for name, _ in fields):
        raise BadRequest(
            status=400,
            problem=Text("an update cannot be sent by GET", "不能用 GET 发送更新"),
            remedy=Text("send it by POST", "请改用 POST"),
        )
    if not any(name == "query" for name, _ in fields):
        return None
    return _job("query", fields)


def _posted(call: Call, fields: list[tuple[str, str]]) -> dict[str, Any]:
    match call.media_type:
        case "application/x-www-form-urlencoded":
            sent = [*fields, *_fields(_checked(call))]
            kinds = {name for name, _ in sent if name in _GRAPHS}
            if len(kinds) != 1:
                raise _one_of_them(len(kinds))
            return _job(kinds.pop(), sent)
        case "application/sparql-query" | "application/sparql-update":
            kind = call.media_type.removeprefix("application/sparql-")
            return _job(kind, [*fields, (kind, _text(call))])
    raise BadRequest(
        status=415 if call.media_type else 400,
        problem=Text(
            f"a body of type {call.media_type or '(none)'!r} is not read here",
            f"此处不接受类型为 {call.media_type or '（无）'!r} 的请求体",
        ),
        remedy=Text(f"send {FORM}, {QUERY} or {UPDATE}", f"请使用 {FORM}、{QUERY} 或 {UPDATE}"),
    )


def _job(kind: str, fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
    texts = [value for name, value in fields if name == kind]
    if len(texts) != 1:
        raise BadRequest(
            status=400,
            problem=Text(
                f"the request has {len(texts)} {kind} parameters", f"请求含有 {len(texts)} 个 {kind} 参数"
            ),
            remedy=Text("send exactly one", "请只发送一个"),
        )
    graphs = _GRAPHS[kind]
    job: dict[str, Any] = {"job": kind, kind: texts[0]}
    for name, key in graphs.items():
        job[key] = [value for field, value in fields if field == name]
    job["format"] = next((value for name, value in fields if name in ("format", "output")), None)
    return job


def _text(call: Call) -> str:
    try:
        return _checked(call).decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(error) from error


def _checked(call: Call) -> bytes:
    said = _charset(call.headers.get("content-type", ""))
    if said not in ("", "utf-8", "utf8", "us-ascii"):
        raise BadRequest(
            status=415,
            problem=Text(f"a body in {said!r} is not read here", f"此处不接受 {said!r} 编码的请求体"),
            remedy=Text("send it in UTF-8", "请用 UTF-8 发送"),
        )
    return call.body


def _charset(content_type: str) -> str:
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


def _fields(text: bytes) -> list[tuple[str, str]]:
    """Parse a form as URLSearchParams does, but insist on UTF-8."""
    if text.count(b"&") >= _FIELDS:
        raise BadRequest(
            status=400,
            problem=Text(f"a request of more than {_FIELDS:,} fields", f"请求的字段超过 {_FIELDS:,} 个"),
            remedy=Text("send fewer", "请减少字段"),
        )
    pairs = (field.partition(b"=") for field in text.split(b"&") if field)
    fields = [(_unescaped(name), _unescaped(value)) for name, _, value in pairs]
    if any("\x00" in value for _, value in fields):
        raise BadRequest(
            status=400,
            problem=Text("the request holds a NUL character", "请求中含有 NUL 字符"),
            remedy=Text("leave it out", "请将其去掉"),
        )
    return fields


def _unescaped(text: bytes) -> str:
    text = text.replace(b"+", b" ")
    if b"%" in text:
        text = b"".join(map(unquote_to_bytes, _chunks(text)))
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(error) from error


def _chunks(text: bytes) -> Iterator[bytes]:
    """Cut a long text where no escape is: `unquote_to_bytes` takes 240 bytes of memory for each escape."""
    start = 0
    while start < len(text):
        end = start + _CHUNK
        end -= max(text[end - 2 : end][::-1].find(b"%") + 1, 0)
        yield text[start:end]
        start = end


def _not_utf8(error: UnicodeDecodeError) -> BadRequest:
    return BadRequest(
        status=400,
        problem=Text(
            f"byte {error.start + 1} of the text is not UTF-8", f"文本的第 {error.start + 1} 个字节不是 UTF-8"
        ),
        remedy=Text("send it in UTF-8", "请用 UTF-8 发送"),
    )


def _one_of_them(count: int) -> BadRequest:
    return BadRequest(
        status=400,
        problem=Text(
            "the request has neither a query nor an update"
            if not count
            else "the request has a query and an update",
            "请求中既没有 query 也没有 update" if not count else "请求中同时有 query 和 update",
        ),
        remedy=Text("send one of them", "请发送其中一个"),
    )
