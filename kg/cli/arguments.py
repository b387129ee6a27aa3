"""What a command and an argument of it are, and the arguments that several commands share."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.cli.session import Session
from kg.errors import Misuse
from kg.language import Text
from kg.rdf.formats import NETWORKS, RDF, TABLES


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its flags or its name, what it is for, and what argparse needs to know beyond that."""

    flags: tuple[str, ...]
    help: Text
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """One command: the function that runs it, one sentence, an example that works, and its arguments."""

    name: str
    run: Callable[[argparse.Namespace, Session], int]
    help: Text
    example: str
    arguments: tuple[Argument, ...] = ()


def argument(*flags: str, en: str, zh: str, **options: Any) -> Argument:
    """Make an argument: its help in both languages, and what argparse needs to know."""
    return Argument(flags, Text(en, zh), options)


def at_least(least: int) -> Callable[[str], int]:
    """Give the type of a whole number that may not be less than this."""

    def number(text: str) -> int:
        if not text.strip().removeprefix("+").isdecimal() or int(text) < least:
            # `kg.cli.parsing` tells this in Chinese.
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} on")
        return int(text)

    return number


GRAPH_FORMATS = (*RDF, *TABLES, *NETWORKS)
FORMATS = ("table", "tsv", "json", "xml", *GRAPH_FORMATS)

STORE = argument(
    "--store",
    metavar="FOLDER|URL",
    en="the store's folder, or the URL of a SPARQL endpoint (else the environment variable KG_STORE, "
    "else ./kg-store)",
    zh="图库所在文件夹，或 SPARQL 端点的 URL（否则取环境变量 KG_STORE，再否则为 ./kg-store）",
)
ENDPOINT = (
    argument(
        "--update-url",
        metavar="URL",
        en="where it takes updates (else KG_STORE_UPDATE, else what is customary)",
        zh="更新地址（否则取 KG_STORE_UPDATE，再否则依惯例）",
    ),
    argument(
        "--graph-store-url",
        metavar="URL",
        en="where it takes graphs (else KG_STORE_GRAPHS, else what is customary)",
        zh="图存储地址（否则取 KG_STORE_GRAPHS，再否则依惯例）",
    ),
    argument(
        "--engine",
        metavar="NAME",
        en="what it is: oxigraph, virtuoso, fuseki, rdf4j, graphdb, stardog, neptune, standard, union "
        "(else it is asked)",
        zh="引擎：oxigraph、virtuoso、fuseki、rdf4j、graphdb、stardog、neptune、standard、union（否则自动识别）",
    ),
    argument(
        "--timeout",
        type=at_least(1),
        metavar="SECONDS",
        en="how long it may be silent (else 60)",
        zh="最长等待秒数（默认 60）",
    ),
)
"""What may go with a URL; the login is in KG_STORE_USER and KG_STORE_PASSWORD, or in KG_STORE_TOKEN."""
LANG = argument(
    "--lang",
    choices=("zh", "en"),
    en="the language of what is printed (else KG_LANG, else that of the system)",
    zh="输出所用语言（否则取 KG_LANG，再否则依系统）",
)
HELP = argument("-h", "--help", action="help", en="show this help and exit", zh="显示本说明并退出")
JSON = argument("--json", action="store_true", en="print JSON, for machines", zh="输出 JSON，供程序使用")
PARAM = argument(
    "--param",
    action="append",
    default=[],
    metavar="NAME=VALUE",
    en="a parameter: a CURIE, an IRI, a name in any language, a number or a text",
    zh="参数：CURIE、IRI、任一语言的名称、数字或文本",
)
OUT = argument("-o", "--output", metavar="FILE", en="write to this file", zh="写入此文件")
DOCUMENTS = argument(
    "--documents",
    type=Path,
    metavar="FOLDER",
    en="a folder with the documents as received; passages are shown where one is found",
    zh="存放原文的文件夹；找到原文时显示证据原句",
)
DATA_FOLDER = argument(
    "--data",
    metavar="FOLDER",
    en="the data folder (else the project's own)",
    zh="数据文件夹（否则用项目自带的）",
)
DATA_TO_WRITE = argument(
    "--data",
    metavar="FOLDER",
    en="the data folder to add to (else that of the checkout; an installed package has none: see `kg data`)",
    zh="要添加到的数据文件夹（否则用源码目录中的；安装的程序包中没有：见 `kg data`）",
)
ONTOLOGY = argument(
    "--ontology",
    metavar="FOLDER",
    en="the ontology folder (else the project's own)",
    zh="本体文件夹（否则用项目自带的）",
)
THING = argument("thing", metavar="THING", en="a CURIE, an IRI or a name", zh="CURIE、IRI 或名称")


def refuse_several(given: argparse.Namespace, *flags: str) -> None:
    """Refuse flags of which one says something else than the other, and parameters of no query."""
    said = [flag for flag in flags if getattr(given, flag.strip("-").replace("-", "_"))]
    if len(said) > 1:
        one, other = said[:2]
        raise Misuse(
            problem=Text(f"{one} and {other} ask for different things", f"{one} 与 {other} 不能同时使用"),
            remedy=Text(f"give one of {', '.join(flags)}", f"请只用 {'、'.join(flags)} 之一"),
        )
    if given.param and not given.query:
        raise Misuse(
            problem=Text("--param is for a query, and none is named", "--param 用于查询，而未指定查询"),
            remedy=Text("add `--query NAME`", "请加上 `--query 名称`"),
        )
