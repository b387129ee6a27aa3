"""`kg serve`."""

import argparse
import ipaddress
import os
import re
from collections.abc import Callable
from pathlib import Path

from kg.cli.arguments import DOCUMENTS, STORE, Command, argument, at_least
from kg.cli.session import Session, counted
from kg.disk import readable
from kg.errors import Misuse
from kg.language import Text

_SHORTEST = 16


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return seconds


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
    return int(text)


def _host(text: str) -> str:
    if not re.fullmatch(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a host, with a port or without")
    return text.lower()


def _origin(text: str) -> str:
    if not re.fullmatch(r"https?://[^/?#\s]+/?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an address such as https://kg.example.org")
    return text.rstrip("/")


_MEBIBYTES: Callable[[str], int] = at_least(1)


def serve(given: argparse.Namespace, session: Session) -> int:
    """Serve until stopped, and print the address when requests are answered."""
    from kg.service.workers.limits import MEBIBYTE, Limits
    from kg.web.start import Plan
    from kg.web.start import serve as run

    token = _token(given, session)
    limits = Limits(
        time_s=given.time,
        memory=given.memory * MEBIBYTE,
        answer=given.answer * MEBIBYTE,
        body=given.body * MEBIBYTE,
    )
    plan = Plan(
        store=session.store,
        host=given.host,
        port=given.port,
        token=token,
        allowed=tuple(given.allow),
        origin=given.origin,
        documents=_folder(given.documents) if given.documents else None,
        connection=dict(session.connection),
        limits=limits,
    )

    def ready(address: str) -> None:
        # Who waits for the address has been warned by then.
        if not _is_loopback(given.host):
            _warn(given.host, session, has_token=token is not None)
        _say_ready(address, session)

    run(plan, ready, lambda count: _say_waiting(count, session))
    return 0


SERVE = Command(
    "serve",
    serve,
    Text(
        "Serve the store over HTTP: a SPARQL endpoint, a page for every thing, an editor.",
        "通过 HTTP 提供图库：SPARQL 端点、每个事物的页面、查询编辑器。",
    ),
    "kg serve --port 7878",
    (
        STORE,
        argument(
            "--host",
            default="127.0.0.1",
            en="the address to listen at (else 127.0.0.1, which only this machine can reach)",
            zh="监听地址（否则为 127.0.0.1，只有本机可访问）",
        ),
        argument(
            "--port",
            type=_port,
            default=7878,
            en="the port (else 7878); 0 is any that is free",
            zh="端口（否则为 7878）；0 表示任选空闲端口",
        ),
        argument(
            "--writable",
            action="store_true",
            en="take updates from whoever sends the token",
            zh="接受携带令牌的更新请求",
        ),
        argument(
            "--token",
            metavar="T",
            en="the token (else the environment variable KG_TOKEN, which other users do not see)",
            zh="令牌（否则取环境变量 KG_TOKEN，其他用户看不到它）",
        ),
        argument(
            "--token-file",
            metavar="FILE",
            en="a file whose first line is the token",
            zh="首行为令牌的文件",
        ),
        argument(
            "--allow",
            action="append",
            type=_host,
            default=[],
            metavar="HOST[:PORT]",
            en="a host that SERVICE and LOAD may fetch from (else none)",
            zh="允许 SERVICE 和 LOAD 访问的主机（否则一概不许）",
        ),
        argument(
            "--origin",
            type=_origin,
            metavar="URL",
            en="the address that the world knows, behind a proxy (else what a request names)",
            zh="在代理之后时的对外地址（否则取请求所写的主机）",
        ),
        DOCUMENTS,
        argument(
            "--time",
            type=_seconds,
            metavar="SECONDS",
            default=60.0,
            en="stop a query after so long (else 60)",
            zh="查询超过此时长即停止（否则为 60）",
        ),
        argument(
            "--memory",
            type=_MEBIBYTES,
            metavar="MIB",
            default=2048,
            en="stop a query that holds more memory (else 2048)",
            zh="查询占用内存超过此值即停止（否则为 2048）",
        ),
        argument(
            "--answer",
            type=_MEBIBYTES,
            metavar="MIB",
            default=1024,
            en="the longest answer (else 1024)",
            zh="结果的最大长度（否则为 1024）",
        ),
        argument(
            "--body",
            type=_MEBIBYTES,
            metavar="MIB",
            default=1024,
            en="the longest body of a request (else 1024)",
            zh="请求体的最大长度（否则为 1024）",
        ),
    ),
)


def _folder(name: str) -> Path:
    path = Path(name)
    if not path.is_dir():
        raise Misuse(
            problem=Text(f"{name} is no folder", f"{name} 不是文件夹"),
            remedy=Text("name the folder with the documents", "请指定存放原文的文件夹"),
        )
    return path


def _warn(host: str, session: Session, *, has_token: bool) -> None:
    session.say(f"everybody who reaches {host} can read this store", f"凡能访问 {host} 的人都可读取此图库")
    if has_token:
        session.say(
            "the token goes over the network as it is: put a proxy with TLS before the service",
            "令牌以明文经过网络：请在服务前面加 TLS 代理",
        )


def _say_ready(address: str, session: Session) -> None:
    print(f"{address}/", flush=True)
    session.say("Ctrl-C stops it", "按 Ctrl-C 停止")


def _say_waiting(count: int, session: Session) -> None:
    session.say(
        f"waiting for {counted(count, 'request')}; Ctrl-C again stops at once",
        f"正在等待 {count} 个请求完成；再按一次 Ctrl-C 立即停止",
    )


def _token(given: argparse.Namespace, session: Session) -> str | None:
    if not given.writable:
        if given.token or given.token_file:
            raise Misuse(
                problem=Text("a token was given, but nobody may write", "给出了令牌，但未允许写入"),
                remedy=Text("add --writable", "请加上 --writable"),
            )
        return None
    token: str = given.token or ""
    if given.token_file:
        token = readable(given.token_file).read_text(encoding="utf-8").partition("\n")[0]
    token = (token or os.environ.get("KG_TOKEN", "")).strip()
    if not token.isascii() or not token.isprintable() or not token:
        raise Misuse(
            problem=Text("--writable needs a token", "--writable 需要令牌"),
            remedy=Text(
                "give one of printable ASCII in KG_TOKEN, in a file with --token-file, or with --token",
                "请用 KG_TOKEN、--token-file 或 --token 给出由可打印 ASCII 字符组成的令牌",
            ),
        )
    if len(token) < _SHORTEST and not _is_loopback(given.host):
        raise Misuse(
            problem=Text(
                f"a token of {len(token)} characters can be guessed over a network",
                f"{len(token)} 个字符的令牌在网络上容易被猜中",
            ),
            remedy=Text(
                f"take one of at least {_SHORTEST}, such as `openssl rand -hex 16` gives",
                f"请使用至少 {_SHORTEST} 个字符的令牌，例如 `openssl rand -hex 16` 的输出",
            ),
        )
    return token


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
