"""`kg serve`."""

import argparse
import ipaddress
import os
import sys
from pathlib import Path

from kg.cli.main import Session, counted
from kg.cli.reading import readable
from kg.errors import Misuse

_SHORTEST = 16


def serve(given: argparse.Namespace, session: Session) -> int:
    """Serve until stopped, and print the address when requests are answered."""
    from kg.web.serving import Plan
    from kg.web.serving import serve as run
    from kg.workers.limits import MEBIBYTE, Limits

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
        cache=_cache(),
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


def _folder(name: str) -> Path:
    path = Path(name)
    if not path.is_dir():
        raise Misuse(
            problem={"en": f"{name} is no folder", "zh": f"{name} 不是文件夹"},
            remedy={"en": "name the folder with the documents", "zh": "请指定存放原文的文件夹"},
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
                problem={"en": "a token was given, but nobody may write", "zh": "给出了令牌，但未允许写入"},
                remedy={"en": "add --writable", "zh": "请加上 --writable"},
            )
        return None
    token: str = given.token or ""
    if given.token_file:
        token = readable(given.token_file).read_text(encoding="utf-8").partition("\n")[0]
    token = (token or os.environ.get("KG_TOKEN", "")).strip()
    if not token.isascii() or not token.isprintable() or not token:
        raise Misuse(
            problem={"en": "--writable needs a token", "zh": "--writable 需要令牌"},
            remedy={
                "en": "give one of printable ASCII in KG_TOKEN, in a file with --token-file, or with --token",
                "zh": "请用 KG_TOKEN、--token-file 或 --token 给出由可打印 ASCII 字符组成的令牌",
            },
        )
    if len(token) < _SHORTEST and not _is_loopback(given.host):
        raise Misuse(
            problem={
                "en": f"a token of {len(token)} characters can be guessed over a network",
                "zh": f"{len(token)} 个字符的令牌在网络上容易被猜中",
            },
            remedy={
                "en": f"take one of at least {_SHORTEST}, such as `openssl rand -hex 16` gives",
                "zh": f"请使用至少 {_SHORTEST} 个字符的令牌，例如 `openssl rand -hex 16` 的输出",
            },
        )
    return token


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    if sys.platform == "darwin":
        home = os.environ.get("XDG_CACHE_HOME") or "~/Library/Caches"
    return Path(home).expanduser() / "suanli"
