"""What can be said on the command line: every command with its arguments, in English and Chinese.

A table, longer than a module should be so that all commands are seen side by side. Nothing is imported
here that takes time, so that `kg --help` is quick.
"""

from dataclasses import dataclass, field
from typing import Any

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its flags or its name, what it is for, and what argparse needs to know beyond that."""

    flags: tuple[str, ...]
    help: Text
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """One command: the function that runs it, one sentence, an example that works, and its arguments."""

    function: str
    """Module and function under `kg.cli`, as "module:function"."""
    help: Text
    example: str
    arguments: tuple[Argument, ...] = ()


def _argument(*flags: str, en: str, zh: str, **options: Any) -> Argument:
    return Argument(flags, {"en": en, "zh": zh}, options)


_GRAPH_FORMATS = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml", "csv", "graphml", "gexf")
_FORMATS = ("table", "tsv", "json", "xml", *_GRAPH_FORMATS)

STORE = _argument(
    "--store",
    metavar="FOLDER",
    en="the store's folder (else the environment variable KG_STORE, else ./kg-store)",
    zh="图库所在文件夹（否则取环境变量 KG_STORE，再否则为 ./kg-store）",
)
LANG = _argument(
    "--lang",
    choices=("zh", "en"),
    en="the language of what is printed (else KG_LANG, else that of the system)",
    zh="输出所用语言（否则取 KG_LANG，再否则依系统）",
)
HELP = _argument("-h", "--help", action="help", en="show this help and exit", zh="显示本说明并退出")
_JSON = _argument("--json", action="store_true", en="print JSON, for machines", zh="输出 JSON，供程序使用")
_OUT = _argument("-o", "--output", metavar="FILE", en="write to this file", zh="写入此文件")
_DOCUMENTS = _argument(
    "--documents",
    metavar="FOLDER",
    en="a folder with the documents as received; passages are shown where one is found",
    zh="存放原文的文件夹；找到原文时显示证据原句",
)
_DATA = _argument(
    "--data",
    metavar="FOLDER",
    en="the data folder (else the project's own)",
    zh="数据文件夹（否则用项目自带的）",
)
_THING = _argument("thing", metavar="THING", en="a CURIE, an IRI or a name", zh="CURIE、IRI 或名称")

COMMANDS: dict[str, Command] = {
    "build": Command(
        "storing:build",
        {
            "en": "Build the store from the ontology and the data; it is swapped in when it is whole.",
            "zh": "由本体和数据建立图库；全部就绪后一次换入。",
        },
        "kg build",
        (
            _argument(
                "--ontology",
                metavar="FOLDER",
                en="the ontology folder (else the project's own)",
                zh="本体文件夹（否则用项目自带的）",
            ),
            _DATA,
            STORE,
        ),
    ),
    "load": Command(
        "storing:load",
        {
            "en": "Load RDF files into the store: all of them, or nothing.",
            "zh": "把 RDF 文件装入图库：全部装入，或一概不装。",
        },
        "kg load more.ttl --graph graph:more",
        (
            _argument(
                "files",
                nargs="+",
                metavar="FILE",
                en="Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD, also with .gz",
                zh="Turtle、TriG、N-Triples、N-Quads、RDF/XML 或 JSON-LD，可加 .gz",
            ),
            _argument(
                "--graph",
                metavar="IRI",
                en="the named graph that triples go into (else one named after the file)",
                zh="三元组装入的命名图（否则以文件名命名）",
            ),
            _argument(
                "--base",
                metavar="IRI",
                en="what relative IRIs are relative to",
                zh="相对 IRI 的基准",
            ),
            STORE,
        ),
    ),
    "query": Command(
        "asking:query",
        {
            "en": "Run a named query, a SPARQL file, or SPARQL from standard input.",
            "zh": "运行命名查询、SPARQL 文件，或来自标准输入的 SPARQL。",
        },
        "kg query companies-in-city --param city=杭州",
        (
            _argument(
                "query",
                metavar="NAME|FILE|-",
                en="a query's name, a file, or - for standard input",
                zh="查询名、文件，或 - 表示标准输入",
            ),
            _argument(
                "--param",
                action="append",
                default=[],
                metavar="NAME=VALUE",
                en="a parameter: a CURIE, an IRI, a name in any language, a number or a text",
                zh="参数：CURIE、IRI、任一语言的名称、数字或文本",
            ),
            _argument(
                "--format",
                choices=_FORMATS,
                en="how to print the answer (else table, or turtle for a CONSTRUCT)",
                zh="输出格式（默认 table；CONSTRUCT 为 turtle）",
            ),
            _argument(
                "--limit",
                type=int,
                metavar="N",
                en="print no more than N rows, and say so where there are more (a table: 200)",
                zh="至多输出 N 行，若有更多则说明（表格默认 200）",
            ),
            _argument(
                "--show",
                action="store_true",
                en="print the SPARQL that would be sent, and send nothing",
                zh="只打印将要发送的 SPARQL，不发送",
            ),
            _OUT,
            STORE,
        ),
    ),
    "queries": Command(
        "asking:queries",
        {"en": "List the named queries, or describe one.", "zh": "列出命名查询，或说明其中一个。"},
        "kg queries city-ranking",
        (
            _argument("name", nargs="?", metavar="NAME", en="a query's name", zh="查询名"),
            _JSON,
        ),
    ),
    "find": Command(
        "asking:find",
        {
            "en": "Find things by any label, alias, pinyin or initials.",
            "zh": "按标签、别名、拼音或拼音首字母查找。",
        },
        "kg find hz",
        (
            _argument("text", metavar="TEXT", en="what to look for", zh="要找的文字"),
            _argument(
                "--kind",
                action="append",
                metavar="KIND",
                en="only things of this kind: city, company, …",
                zh="只找此类事物：city、company……",
            ),
            _argument("--limit", type=int, default=20, metavar="N", en="at most N", zh="至多 N 个"),
            _JSON,
            STORE,
        ),
    ),
    "prefixes": Command(
        "asking:prefixes",
        {"en": "List the prefixes that are known without typing them.", "zh": "列出无需声明即可使用的前缀。"},
        "kg prefixes",
    ),
    "show": Command(
        "looking:show",
        {
            "en": "Show everything about one thing: facts with their documents, conflicts, links.",
            "zh": "显示一个事物的全部：事实及其文档、矛盾、链接。",
        },
        "kg show 杭州",
        (
            _THING,
            _argument(
                "--page", type=int, default=1, metavar="N", en="which page of links", zh="链接的第几页"
            ),
            _DOCUMENTS,
            _JSON,
            STORE,
        ),
    ),
    "path": Command(
        "looking:path",
        {
            "en": "Find how two things are linked: several paths, each step with its documents.",
            "zh": "查找两个事物之间的联系：多条路径，每一步附文档。",
        },
        "kg path 阿里巴巴 北京",
        (
            _argument("start", metavar="A", en="where to begin", zh="起点"),
            _argument("end", metavar="B", en="where to arrive", zh="终点"),
            _argument("--most", type=int, default=3, metavar="N", en="at most N paths", zh="至多 N 条路径"),
            _argument(
                "--steps", type=int, default=6, metavar="N", en="of at most N steps", zh="每条至多 N 步"
            ),
            _JSON,
            STORE,
        ),
    ),
    "stats": Command(
        "looking:stats",
        {
            "en": "Count classes, properties, documents, claims, reviews and conflicts.",
            "zh": "统计类、属性、文档、主张、审核与矛盾。",
        },
        "kg stats",
        (_JSON, STORE),
    ),
    "conflicts": Command(
        "looking:conflicts",
        {
            "en": "List facts that contradict each other, with the positions of both.",
            "zh": "列出互相矛盾的事实及双方的出处位置。",
        },
        "kg conflicts",
        (
            _argument(
                "--all",
                action="store_true",
                dest="everything",
                en="also differences that can be reconciled: bounds, rounding, currencies, periods, order",
                zh="也列出可以调和的差异：界限、取整、货币、时期、次序",
            ),
            _DOCUMENTS,
            _JSON,
            STORE,
        ),
    ),
    "validate": Command(
        "looking:validate",
        {
            "en": "Check the store against its shapes and its arithmetic; exit 3 if it does not conform.",
            "zh": "按形状与算术检查图库；不合规则以 3 退出。",
        },
        "kg validate",
        (_DOCUMENTS, _JSON, STORE),
    ),
    "export": Command(
        "writing:export",
        {
            "en": "Export the accepted view, a graph, a thing with its surroundings, or a CONSTRUCT.",
            "zh": "导出采信视图、一个图、一个事物及其周边，或 CONSTRUCT 的结果。",
        },
        "kg export -o graph.ttl",
        (
            _argument(
                "--format",
                choices=_GRAPH_FORMATS,
                en="the format (else that of the file's name, else turtle)",
                zh="格式（否则依文件名，再否则为 turtle）",
            ),
            _argument(
                "--graph",
                metavar="IRI",
                en="one named graph; `all` is the whole dataset",
                zh="一个命名图；`all` 表示整个数据集",
            ),
            _argument("--thing", metavar="THING", en="one thing and its surroundings", zh="一个事物及其周边"),
            _argument(
                "--depth", type=int, default=1, metavar="N", en="how far around the thing", zh="周边的步数"
            ),
            _argument("--query", metavar="NAME|FILE", en="what a CONSTRUCT gives", zh="CONSTRUCT 的结果"),
            _argument(
                "--check",
                nargs="+",
                metavar="FILE",
                en="say whether Turtle or TriG files are canonical; exit 3 if one is not",
                zh="检查 Turtle 或 TriG 文件是否规范；若否则以 3 退出",
            ),
            _OUT,
            STORE,
        ),
    ),
    "draw": Command(
        "writing:draw",
        {
            "en": "Draw a picture in one file: HTML, SVG or PNG.",
            "zh": "画一张图，存为单个文件：HTML、SVG 或 PNG。",
        },
        "kg draw --company-city -o network.html",
        (
            _argument(
                "--company-city",
                action="store_true",
                en="all companies in their cities (this, where nothing else is said)",
                zh="所有企业及其城市（默认）",
            ),
            _argument(
                "--focus", metavar="THING", en="one thing and what is around it", zh="一个事物及其周围"
            ),
            _argument(
                "--depth", type=int, default=2, metavar="N", en="how many steps around", zh="周围的步数"
            ),
            _argument(
                "--limit",
                type=int,
                default=80,
                metavar="N",
                en="show at most N things around, and say how many are hidden",
                zh="周围至多显示 N 项，并说明隐藏了多少",
            ),
            _argument("--query", metavar="NAME|FILE", en="what a CONSTRUCT gives", zh="CONSTRUCT 的结果"),
            _argument(
                "--theme",
                choices=("auto", "light", "dark"),
                default="auto",
                en="light or dark (auto: as the reader's system)",
                zh="浅色或深色（auto：依读者系统）",
            ),
            _argument("--title", metavar="TEXT", en="the heading", zh="标题"),
            _OUT,
            STORE,
        ),
    ),
    "claim": Command(
        "telling:claim",
        {
            "en": "Add claims of a document to the data files, from JSON lines.",
            "zh": "由 JSON 行向数据文件添加某文档的主张。",
        },
        "kg claim claims.jsonl --document article.txt --name my-article --accept --by me",
        (
            _argument(
                "file", metavar="FILE", en="claims, one JSON object a line", zh="主张，每行一个 JSON 对象"
            ),
            _argument(
                "--document", metavar="FILE", required=True, en="the document as received", zh="收到的原文"
            ),
            _argument("--name", metavar="SLUG", required=True, en="the document's name", zh="文档名"),
            _argument("--title", metavar="TEXT", en="the document's title", zh="文档标题"),
            _argument("--date", metavar="DATE", en="the document's date", zh="文档日期"),
            _argument("--source", metavar="URL", en="where it was published", zh="发布地址"),
            _argument("--accept", action="store_true", en="accept the claims as well", zh="同时采信这些主张"),
            _argument("--by", metavar="NAME", en="who reviews", zh="审核者"),
            _argument("--reason", metavar="TEXT", en="why", zh="理由"),
            _DATA,
        ),
    ),
    "review": Command(
        "telling:review",
        {
            "en": "Accept or reject claims; reviews are only ever added, the newest counts.",
            "zh": "采信或拒绝主张；审核只增不改，最新者为准。",
        },
        "kg review reject claim:… --by me --reason typo",
        (
            _argument("verdict", choices=("accept", "reject"), en="what you decide", zh="结论"),
            _argument("claims", nargs="+", metavar="CLAIM", en="the claims", zh="主张"),
            _argument("--by", metavar="NAME", required=True, en="who reviews", zh="审核者"),
            _argument("--reason", metavar="TEXT", default="", en="why", zh="理由"),
            _DATA,
        ),
    ),
    "format": Command(
        "telling:format_files",
        {
            "en": "Rewrite Turtle and TriG files in canonical form.",
            "zh": "把 Turtle 和 TriG 文件改写为规范形式。",
        },
        "kg format ontology/*.ttl",
        (_argument("files", nargs="+", metavar="FILE", en="Turtle or TriG files", zh="Turtle 或 TriG 文件"),),
    ),
    "demo": Command(
        "showing:demo",
        {
            "en": "Build the store and show what it can do: rankings, a contradiction, a file, a picture.",
            "zh": "建立图库并展示其能力：排名、一处矛盾、一个文件、一张图。",
        },
        "kg demo",
        (
            _argument(
                "--output",
                metavar="FOLDER",
                default="out",
                en="where the file and the picture go",
                zh="文件和图的存放处",
            ),
            STORE,
        ),
    ),
}
