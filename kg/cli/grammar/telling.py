"""What can be said: claim, review, format."""

from kg.cli.grammar.words import DATA_TO_WRITE, ONTOLOGY, Command, argument

_CLAIM = (
    '{"fact": "Location", "roles": {"organisation": "阿里巴巴", "place": "杭州", "role": "总部"}, '
    '"quote": "总部位于杭州"}'
)

TELLING: dict[str, Command] = {
    "claim": Command(
        "telling:claim",
        {
            "en": "Add claims of a document to the data files, from JSON lines.",
            "zh": "由 JSON 行向数据文件添加某文档的主张。",
        },
        "kg claim claims.jsonl --document article.txt --name my-article --accept --by me",
        (
            argument(
                "file",
                metavar="FILE",
                en=f"claims, one JSON object a line: {_CLAIM}",
                zh=f"主张，每行一个 JSON 对象：{_CLAIM}",
            ),
            argument(
                "--document", metavar="FILE", required=True, en="the document as received", zh="收到的原文"
            ),
            argument(
                "--name",
                metavar="SLUG",
                required=True,
                en="the document's name; kept in small letters with dashes: My Article is my-article",
                zh="文档名；保存为小写加连字符：My Article 存为 my-article",
            ),
            argument("--title", metavar="TEXT", en="the document's title", zh="文档标题"),
            argument(
                "--date",
                metavar="DATE",
                en="the document's date: 2018, 2018-12 or 2018-12-20",
                zh="文档日期：2018、2018-12 或 2018-12-20",
            ),
            argument("--source", metavar="URL", en="where it was published", zh="发布地址"),
            argument("--accept", action="store_true", en="accept the claims as well", zh="同时采信这些主张"),
            argument("--by", metavar="NAME", en="who reviews", zh="审核者"),
            argument("--reason", metavar="TEXT", en="why", zh="理由"),
            ONTOLOGY,
            DATA_TO_WRITE,
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
            argument("verdict", choices=("accept", "reject"), en="what you decide", zh="结论"),
            argument("claims", nargs="+", metavar="CLAIM", en="the claims", zh="主张"),
            argument("--by", metavar="NAME", required=True, en="who reviews", zh="审核者"),
            argument("--reason", metavar="TEXT", default="", en="why", zh="理由"),
            DATA_TO_WRITE,
        ),
    ),
    "format": Command(
        "telling:format_files",
        {
            "en": "Rewrite Turtle and TriG files in canonical form.",
            "zh": "把 Turtle 和 TriG 文件改写为规范形式。",
        },
        "kg format ontology/*.ttl",
        (argument("files", nargs="+", metavar="FILE", en="Turtle or TriG files", zh="Turtle 或 TriG 文件"),),
    ),
}
