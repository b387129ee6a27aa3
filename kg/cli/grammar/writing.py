"""What can be said: export, draw."""

from kg.cli.grammar.words import GRAPH_FORMATS, OUT, PARAM, STORE, Command, argument, at_least

WRITING: dict[str, Command] = {
    "export": Command(
        "writing:export",
        {
            "en": "Export the accepted view, a graph, a thing with its surroundings, or a CONSTRUCT.",
            "zh": "导出采信视图、一个图、一个事物及其周边，或 CONSTRUCT 的结果。",
        },
        "kg export -o graph.ttl",
        (
            argument(
                "--format",
                choices=GRAPH_FORMATS,
                en="the format (else that of the file's name, else turtle); csv is a table a class, "
                "into a ZIP (-o tables.zip) or a folder (-o tables/)",
                zh="格式（否则依文件名，再否则为 turtle）；csv 为每类一表，写入 ZIP（-o tables.zip）"
                "或文件夹（-o tables/）",
            ),
            argument(
                "--graph",
                metavar="IRI",
                en="one named graph; `all` is the whole dataset",
                zh="一个命名图；`all` 表示整个数据集",
            ),
            argument("--thing", metavar="THING", en="one thing and its surroundings", zh="一个事物及其周边"),
            argument(
                "--depth",
                type=at_least(0),
                default=1,
                metavar="N",
                en="how many steps around the thing (else 1)",
                zh="周边的步数（默认 1）",
            ),
            argument(
                "--query", metavar="NAME|FILE|SPARQL", en="what a CONSTRUCT gives", zh="CONSTRUCT 的结果"
            ),
            PARAM,
            argument(
                "--check",
                nargs="+",
                metavar="FILE",
                en="say whether Turtle or TriG files are canonical; exit 3 if one is not",
                zh="检查 Turtle 或 TriG 文件是否规范；若否则以 3 退出",
            ),
            OUT,
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
            argument(
                "--company-city",
                action="store_true",
                en="all companies in their cities (this, where nothing else is said)",
                zh="所有企业及其城市（默认）",
            ),
            argument("--focus", metavar="THING", en="one thing and what is around it", zh="一个事物及其周围"),
            argument(
                "--depth",
                type=at_least(0),
                default=2,
                metavar="N",
                en="how many steps around it (else 2)",
                zh="周围的步数（默认 2）",
            ),
            argument(
                "--limit",
                type=at_least(1),
                default=80,
                metavar="N",
                en="show at most N things around it (else 80), and say how many are hidden",
                zh="周围至多显示 N 项（默认 80），并说明隐藏了多少",
            ),
            argument(
                "--query", metavar="NAME|FILE|SPARQL", en="what a CONSTRUCT gives", zh="CONSTRUCT 的结果"
            ),
            PARAM,
            argument(
                "--theme",
                choices=("auto", "light", "dark"),
                default="auto",
                en="light or dark (auto: as the reader's system)",
                zh="浅色或深色（auto：依读者系统）",
            ),
            argument("--title", metavar="TEXT", en="the heading", zh="标题"),
            argument(
                "-o",
                "--output",
                metavar="FILE",
                default="network.html",
                en="write to this file: .html, .svg or .png (else network.html, in place of the one there)",
                zh="写入此文件：.html、.svg 或 .png（默认 network.html，原有的会被替换）",
            ),
            STORE,
        ),
    ),
}
