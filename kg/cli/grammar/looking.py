"""What can be said: show, path, stats, conflicts, validate."""

from kg.cli.grammar.words import DOCUMENTS, JSON, STORE, THING, Command, argument, at_least

LOOKING: dict[str, Command] = {
    "show": Command(
        "looking:show",
        {
            "en": "Show everything about one thing: facts with their documents, conflicts, links.",
            "zh": "显示一个事物的全部：事实及其文档、矛盾、链接。",
        },
        "kg show 杭州",
        (
            THING,
            argument(
                "--page",
                type=at_least(1),
                default=1,
                metavar="N",
                en="which page of facts and links",
                zh="事实与链接的第几页",
            ),
            DOCUMENTS,
            JSON,
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
            argument("start", metavar="A", en="where to begin", zh="起点"),
            argument("end", metavar="B", en="where to arrive", zh="终点"),
            argument(
                "--most", type=at_least(1), default=3, metavar="N", en="at most N paths", zh="至多 N 条路径"
            ),
            argument(
                "--steps",
                type=at_least(1),
                default=6,
                metavar="N",
                en="of at most N steps",
                zh="每条至多 N 步",
            ),
            JSON,
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
        (JSON, STORE),
    ),
    "conflicts": Command(
        "looking:conflicts",
        {
            "en": "List facts that contradict each other, with the positions of both.",
            "zh": "列出互相矛盾的事实及双方的出处位置。",
        },
        "kg conflicts",
        (
            argument(
                "--all",
                action="store_true",
                dest="everything",
                en="also differences that can be reconciled: bounds, rounding, currencies, periods, order",
                zh="也列出可以调和的差异：界限、取整、货币、时期、次序",
            ),
            DOCUMENTS,
            JSON,
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
        (DOCUMENTS, JSON, STORE),
    ),
}
