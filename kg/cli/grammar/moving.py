"""What can be said: push, pull."""

from kg.cli.grammar.words import JSON, STORE, Argument, Command, argument


def _other(en: str, zh: str) -> Argument:
    return argument("other", metavar="URL", en=en, zh=zh)


_GRAPH = argument(
    "--graph",
    nargs="+",
    action="extend",
    default=[],
    metavar="IRI",
    en="these graphs alone, after the URL; `default` is the default graph",
    zh="只复制这些图，写在 URL 之后；`default` 指默认图",
)
_ADD = argument(
    "--add",
    action="store_true",
    en="merge into the graphs that are there (else each is replaced)",
    zh="并入已有的图（否则逐图替换）",
)
_DRY_RUN = argument(
    "--dry-run",
    action="store_true",
    en="only say what would be copied, with the counts of both ends",
    zh="只说明将复制什么，附两端的计数",
)

MOVING: dict[str, Command] = {
    "push": Command(
        "moving:push",
        {
            "en": "Copy graphs of the store to another; one that was cut goes on where it stopped.",
            "zh": "把图库中的图复制到另一处；中断后可从断处继续。",
        },
        "kg push http://localhost:7878 --dry-run",
        (
            _other(
                "where to: the URL of a SPARQL endpoint, or a store's folder",
                "目标：SPARQL 端点的 URL，或图库文件夹",
            ),
            _GRAPH, _ADD, _DRY_RUN, JSON, STORE,
        ),
    ),
    "pull": Command(
        "moving:pull",
        {
            "en": "Copy graphs of another store into this one, as one snapshot.",
            "zh": "把另一处图库的图复制到本图库，一次发布。",
        },
        "kg pull http://localhost:7878 --store copy",
        (
            _other(
                "where from: the URL of a SPARQL endpoint, or a store's folder",
                "来源：SPARQL 端点的 URL，或图库文件夹",
            ),
            _GRAPH, _ADD, _DRY_RUN, JSON, STORE,
        ),
    ),
}  # fmt: skip
