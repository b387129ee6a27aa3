"""What goes wrong between here and an endpoint, in sentences that name its URL and quote what it says.

The only module that says what a status of HTTP or a broken connection means to a user.
"""

import http.client
import re
import socket
import ssl
import urllib.error
from contextlib import suppress
from urllib.parse import urlsplit

from kg.errors import BadQuery, KgError, NotAnEndpoint, StoreError
from kg.language import Text

_READ_OF_AN_ERROR = 20_000

_MOVED = (301, 302, 303, 307, 308)
_NOT_ACCEPTABLE = 406
_BAD_QUERY = (400, 422)
_WAIT = Text("wait a little and ask again", "请稍候再试")
_STATUS: dict[int, tuple[Text, Text]] = {
    # status: what is wrong; what to do
    401: (
        Text("it wants to know who asks", "它要求登录"),
        Text(
            "set KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN; if they are set, they are not right",
            "请设置 KG_STORE_USER 和 KG_STORE_PASSWORD，或 KG_STORE_TOKEN；若已设置，则它们不正确",
        ),
    ),
    403: (
        Text("it does not allow this", "它不允许此操作"),
        Text(
            "ask its operator for the right to do it, or log in as somebody who has it (KG_STORE_USER)",
            "请向其管理者申请权限，或以有权限的用户登录（KG_STORE_USER）",
        ),
    ),
    404: (
        Text("there is nothing at this address", "此地址没有任何内容"),
        Text(
            "see which path its documentation names, such as /sparql or /query",
            "请查看其文档所写的路径，如 /sparql 或 /query",
        ),
    ),
    405: (
        Text("it does not do this at this address", "此地址不支持这种操作"),
        Text(
            "name the address of updates with `--update-url`, of graphs with `--graph-store-url`",
            "请用 `--update-url` 指明更新地址，用 `--graph-store-url` 指明图存储地址",
        ),
    ),
    413: (
        Text("what was sent is too large for it", "发送的内容超过其上限"),
        Text(
            "send less at once, or load it with the engine's own loader",
            "请分批发送，或用该引擎自带的装载工具",
        ),
    ),
    429: (Text("it has been asked too often", "请求过于频繁"), _WAIT),
    503: (Text("it is too busy, or being started", "它过于繁忙，或正在启动"), _WAIT),
    504: (
        Text("the query took longer than it allows", "查询超过其时限"),
        Text("ask for less, or for a part at a time", "请缩小查询范围，或分批查询"),
    ),
}
_OTHER_STATUS = (Text("it failed", "它出错了"), Text("its own log says more", "详情见其日志"))
_MOMENTARY = (408, 429)
"""Refusals of the moment: too slow, too often."""
_OURS = "suanli"
_OUR_LOGIN = Text(
    "set KG_STORE_TOKEN to the token of that service (its KG_TOKEN); if it is set, it is another",
    "请把 KG_STORE_TOKEN 设为该服务的令牌（其 KG_TOKEN）；若已设置，则与之不符",
)
_SEE_IT_RUNS = Text(
    "see that the engine runs and that the address is right: host, port and path",
    "请确认引擎正在运行，且地址（主机、端口、路径）正确",
)
_MORE_TIME = Text(
    "ask for less, or allow it more with `--timeout SECONDS`",
    "请缩小查询范围，或用 `--timeout 秒数` 延长等待",
)


def refused(url: str, error: urllib.error.HTTPError) -> KgError:
    """Say what a status that is no success means; the endpoint's own words are part of it.

    The error's value `status` is that status.
    """
    # Read to its end in any case, which closes the connection.
    status, body = error.code, _body(error)
    if status in _MOVED:
        return _moved(url, error.headers.get("Location") or "")
    if status == _NOT_ACCEPTABLE:
        why = Text(f"it has no answers to queries ({status})", f"它不答复查询（{status}）")
        return _not_an_endpoint(url, why)
    content_type = error.headers.get("Content-Type") or ""
    is_ours = (error.headers.get("Server") or "").startswith(_OURS)
    # Our own service says what to do, in the language it was asked to.
    advice = " ".join(lines(body, content_type)[1:]) if is_ours else ""
    said = first_words(body, content_type)
    if status in _BAD_QUERY:
        quote = quoted(said or error.reason)
        why = Text(f"{url}: {quote['en']}", f"{url}：{quote['zh']}")
        return BadQuery(why=why, status=status, **({"remedy": Text(advice, advice)} if advice else {}))
    problem, remedy = _STATUS.get(status, _OTHER_STATUS)
    if is_ours:
        remedy = _OUR_LOGIN if status == 401 else Text(advice, advice) if advice else remedy
    quote = quoted(said)
    en, zh = (f": {quote['en']}", f"：{quote['zh']}") if said else ("", "")
    return _trouble(
        url, f"{problem['en']} ({status}{en})", f"{problem['zh']}（{status}{zh}）", remedy, status=status
    )


def is_refusal(error: KgError) -> bool:
    """Say whether an endpoint understood and will not, so that the same again would be refused again."""
    status = error.values.get("status")
    return isinstance(status, int) and 400 <= status < 500 and status not in _MOMENTARY


def unreachable(url: str, error: Exception, timeout_s: float) -> StoreError:
    """Say why there was no answer at all."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLError):
        return _insecure(url, cause)
    if isinstance(error, TimeoutError):
        return silent(url, timeout_s)
    if isinstance(cause, TimeoutError):
        en, zh = f"no connection within {timeout_s:g} s", f"{timeout_s:g} 秒内未能建立连接"
    elif isinstance(cause, socket.gaierror):
        en, zh = "there is no host of that name", "没有这个主机"
    elif isinstance(cause, ConnectionRefusedError):
        en, zh = "nobody answers there", "无人应答"
    elif isinstance(cause, http.client.RemoteDisconnected | ConnectionError):
        en, zh = "it hung up without an answer", "它未作答复便断开了连接"
    elif isinstance(cause, http.client.HTTPException):
        en, zh = "it does not speak HTTP", "它不是 HTTP 服务"
    else:
        en, zh = f"it cannot be reached ({cause})", f"无法连接（{cause}）"
    return _trouble(url, en, zh, _SEE_IT_RUNS)


def silent(url: str, timeout_s: float) -> StoreError:
    """Say that an endpoint let too long a time pass without a byte."""
    return _trouble(url, f"silent for {timeout_s:g} s", f"{timeout_s:g} 秒没有回应", _MORE_TIME)


def answer_cut(url: str, read: int) -> StoreError:
    """Say that an answer broke off, after so many bytes."""
    return _trouble(
        url,
        f"the answer broke off after {read:,} bytes",
        f"答复在 {read:,} 字节后中断",
        Text(
            "what was read is not the whole; ask again, or for less at a time",
            "已读到的并非全部；请重试，或缩小查询范围",
        ),
    )


def rows_cut(url: str, most: str) -> StoreError:
    """Say that an engine gave only so many rows and kept the rest."""
    return _trouble(
        url,
        f"it gives at most {most} rows",
        f"它最多给出 {most} 行",
        Text(
            "have its operator raise the limit (Virtuoso: ResultSetMaxRows), or use LIMIT and OFFSET",
            "请其管理者提高上限（Virtuoso：ResultSetMaxRows），或使用 LIMIT 与 OFFSET",
        ),
    )


def not_sparql(url: str, content_type: str, begun: bytes) -> StoreError:
    """Say that an answer is something else than what SPARQL answers with."""
    text = begun.decode("utf-8", "replace")
    if is_page(text, content_type):
        return _not_an_endpoint(url, Text("it is a web page", "它是网页"))
    kind, said = content_type.partition(";")[0].strip() or "?", first_words(text, content_type)
    quote = quoted(said)
    en, zh = (f": {quote['en']}", f"：{quote['zh']}") if said else ("", "")
    return _not_an_endpoint(url, Text(f"it answers {kind}{en}", f"它答复 {kind}{zh}"))


def malformed(url: str, error: Exception) -> StoreError:
    """Say that an answer claims to be results and is not."""
    return _trouble(
        url,
        f"the answer cannot be read: {error}",
        f"答复无法读取：{error}",
        Text(
            "the engine broke off with an error, or does not keep to the standard; its log says more",
            "引擎中途出错，或不符合标准；详情见其日志",
        ),
    )


def no_address(url: str, en: str, zh: str, flag: str) -> StoreError:
    """Say that an endpoint's address for this is not known."""
    return _trouble(
        url,
        f"no address for {en} is known",
        f"不知道{zh}的地址",
        Text(
            f"name it with `{flag}`; an endpoint that only answers queries has none",
            f"请用 `{flag}` 指明；只供查询的端点没有此地址",
        ),
    )


def _trouble(url: str, en: str, zh: str, remedy: Text, **values: object) -> StoreError:
    return StoreError(problem=Text(f"{url}: {en}", f"{url}：{zh}"), remedy=remedy, **values)


def _not_an_endpoint(url: str, why: Text) -> NotAnEndpoint:
    site = "://".join(urlsplit(url)[:2])
    others = [f"{site}{path}" for path in ("/sparql", "/query") if f"{site}{path}" != url]
    return NotAnEndpoint(where=url, why=why, near=Text(" or ".join(others), " 或 ".join(others)))


def _moved(url: str, target: str) -> StoreError:
    return StoreError(
        problem=Text(f"{url} has moved to {target}", f"{url} 已迁至 {target}"),
        remedy=Text(
            "give that address if you trust it; a login is sent nowhere unasked",
            "若信任该地址，请直接使用它；登录信息不会自动转发",
        ),
    )


def _insecure(url: str, cause: ssl.SSLError) -> StoreError:
    why = getattr(cause, "verify_message", "") or cause.reason or cause
    return _trouble(
        url,
        f"no secure connection: {why}",
        f"无法建立安全连接：{why}",
        Text(
            "see that its certificate is valid and that this machine trusts it",
            "请确认其证书有效且受本机信任",
        ),
    )


def _body(error: urllib.error.HTTPError) -> str:
    with suppress(OSError, http.client.HTTPException, AttributeError):
        return error.read(_READ_OF_AN_ERROR).decode("utf-8", "replace")
    return ""


# Engines repeat the query after their complaint, which the user has before them.
_REPEATED = re.compile(r"\n\s*(SPARQL query|in query|Query)\s*:.*", re.DOTALL | re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[。！？；]|[.!?;](?=\s)")
_LONGEST = 200


def is_page(text: str, content_type: str) -> bool:
    """Say whether an answer is a web page, whose text is for who looks at it: menus, greetings, adverts.

    >>> is_page("<!DOCTYPE html><a href='#main'>Skip to the content</a>", "")
    True
    """
    return "html" in content_type.lower() or text.lstrip()[:15].lower().startswith(
        ("<!doctype html", "<html")
    )


def lines(text: str, content_type: str) -> list[str]:
    """Give the lines that say something; none of a web page, and not the query that was asked."""
    if is_page(text, content_type):
        return []
    return [" ".join(line.split()) for line in _REPEATED.sub("", text).splitlines() if line.strip()]


def first_words(text: str, content_type: str) -> str:
    """Give the first thing that an endpoint says; "" where it says nothing to repeat.

    >>> first_words("writing needs the token\\n  send it in the header", "text/plain")
    'writing needs the token'
    >>> first_words("Parse error:\\nnothing closes the brace", "text/plain")
    'Parse error: nothing closes the brace'
    """
    said = ""
    for line in lines(text, content_type):
        said = f"{said} {line}".strip()
        # What comes after the colon is what it says.
        if not said.endswith((":", "：")):
            break
    return _short(said)


def quoted(said: str) -> Text:
    """Put words into the quotation marks of each language."""
    return Text(f"“{said}”", f"「{said}」")


def _short(said: str) -> str:
    if len(said) <= _LONGEST:
        return said
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(said, 0, _LONGEST)]
    return said[: ends[-1]] if ends else f"{said[:_LONGEST].rstrip()}…"
