"""`kg data`."""

import argparse
from pathlib import Path

from kg.cli.arguments import Command, argument
from kg.cli.session import Session, counted
from kg.language import Text


def data(given: argparse.Namespace, session: Session) -> int:
    """Copy the project's data, ontology or queries, and print the files that were made."""
    from kg.populate.data_folder import copy_bundled

    made = copy_bundled(given.part, Path(given.folder))
    for path in made:
        print(path)
    next_en, next_zh = _USES[given.part]
    session.say(
        f"{counted(len(made), 'file')} written; {next_en.format(given.folder)}",
        f"已写入 {len(made)} 个文件；{next_zh.format(given.folder)}",
    )
    return 0


DATA = Command(
    "data",
    data,
    Text(
        "Copy the project's data to a folder of your own, to add claims and reviews to.",
        "把项目自带的数据复制到您自己的文件夹，以便添加主张和审核。",
    ),
    "kg data my-data",
    (
        argument("folder", metavar="FOLDER", en="a new folder", zh="新文件夹"),
        argument(
            "--part",
            choices=("data", "ontology", "queries"),
            default="data",
            en="what to copy: the data (this, where nothing is said), the ontology or the queries",
            zh="复制什么：数据（默认）、本体或查询",
        ),
    ),
)


_USES = {
    # part: what to do with its copy, in English and in Chinese
    "data": (
        "`kg claim` and `kg review` add to it with `--data {0}`, `kg build --data {0}` builds from it",
        "`kg claim` 和 `kg review` 加 `--data {0}` 向其添加，`kg build --data {0}` 由其建立图库",
    ),
    "ontology": ("`kg build --ontology {0}` builds with it", "`kg build --ontology {0}` 用它建立图库"),
    "queries": ("`kg query {0}/NAME.rq` runs one", "`kg query {0}/名称.rq` 运行其中一个"),
}
