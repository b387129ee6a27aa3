"""What can be said: query, queries, find, prefixes."""

from kg.cli.grammar.words import FORMATS, JSON, OUT, PARAM, STORE, Command, argument, at_least

ASKING: dict[str, Command] = {
    "query": Command(
        "asking:query",
        {
            "en": "Run a named query, a SPARQL file, or SPARQL as it stands.",
            "zh": "运行命名查询、SPARQL 文件，或直接写出的 SPARQL。",
        },
        "kg query companies-in-city --param city=杭州",
        (
            argument(
                "query",
                metavar="NAME|FILE|SPARQL|-",
                en="a query's name, a file, SPARQL (known by its braces or spaces), or - for standard input",
                zh="查询名、文件、SPARQL（以花括号或空格识别），或 - 表示标准输入",
            ),
            PARAM,
            argument(
                "--format",
                choices=FORMATS,
                en="how to print the answer (else table, or turtle for a CONSTRUCT, "
                "whose csv is a ZIP or a folder)",
                zh="输出格式（默认 table；CONSTRUCT 为 turtle，其 csv 为 ZIP 或文件夹）",
            ),
            argument(
                "--labels",
                action="store_true",
                en="in csv, tsv, json and xml: a column more with the names, after each column of things",
                zh="在 csv、tsv、json、xml 中，于每个事物列之后加一列名称",
            ),
            argument(
                "--limit",
                type=at_least(1),
                metavar="N",
                en="print no more than N rows, and say so where there are more (a table: 200)",
                zh="至多输出 N 行，若有更多则说明（表格默认 200）",
            ),
            argument(
                "--show",
                action="store_true",
                en="print the SPARQL that would be sent, and send nothing",
                zh="只打印将要发送的 SPARQL，不发送",
            ),
            OUT,
            STORE,
        ),
    ),
    "queries": Command(
        "asking:queries",
        {"en": "List the named queries, or describe one.", "zh": "列出命名查询，或说明其中一个。"},
        "kg queries city-ranking",
        (
            argument("name", nargs="?", metavar="NAME", en="a query's name", zh="查询名"),
            JSON,
        ),
    ),
    "find": Command(
        "finding:find",
        {
            "en": "Find things by any label, alias, pinyin or initials.",
            "zh": "按标签、别名、拼音或拼音首字母查找。",
        },
        "kg find hz",
        (
            argument("text", metavar="TEXT", en="what to look for", zh="要找的文字"),
            argument(
                "--kind",
                action="append",
                metavar="KIND",
                en="only things of this kind: city, company, …, or the name of a class",
                zh="只找此类事物：city、company……，或类的名称，如“城市”",
            ),
            argument("--limit", type=at_least(1), default=20, metavar="N", en="at most N", zh="至多 N 个"),
            JSON,
            STORE,
        ),
    ),
    "prefixes": Command(
        "asking:prefixes",
        {"en": "List the prefixes that are known without typing them.", "zh": "列出无需声明即可使用的前缀。"},
        "kg prefixes",
    ),
}
