"""What can be said: serve."""

import argparse
import re
from collections.abc import Callable

from kg.cli.grammar.words import DOCUMENTS, STORE, Command, argument, at_least


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

SERVING: dict[str, Command] = {
    "serve": Command(
        "serving:serve",
        {
            "en": "Serve the store over HTTP: a SPARQL endpoint, a page for every thing, an editor.",
            "zh": "通过 HTTP 提供图库：SPARQL 端点、每个事物的页面、查询编辑器。",
        },
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
    ),
}
