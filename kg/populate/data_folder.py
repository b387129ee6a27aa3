"""The data folder: which file holds what, and which folder is written to.

That is one's own, and not the copy inside an installed package.
"""

import shutil
import tempfile
from pathlib import Path

from pyoxigraph import NamedNode

from kg.disk import PACKAGE, folder, part_prefix, unwritable
from kg.errors import BadFile
from kg.language import Text
from kg.rdf.iris import local_name


def documents_file(data: Path) -> Path:
    """Give the file that describes the documents."""
    return data / "documents.ttl"


def claims_file(data: Path, document: NamedNode) -> Path:
    """Give the file of a document's claims and their facts."""
    return data / "claims" / f"{local_name(document)}.ttl"


def claims_files(data: Path) -> list[Path]:
    """Give the files of all claims, in order."""
    return sorted((data / "claims").glob("*.ttl"))


def reviews_file(data: Path) -> Path:
    """Give the file of the reviews."""
    return data / "reviews.ttl"


def data_to_write(named: str | None) -> Path:
    """Give the data folder to add to: the one that is named, else that of the checkout.

    Raises:
        BadFile: There is no such folder, or it is the copy inside the installed package, which the next
            installation replaces.
    """
    data = Path(named) if named else folder("data")
    if data.resolve().is_relative_to(PACKAGE):
        raise BadFile(
            where=data,
            why=Text(
                "this is inside the installed package, where nothing that you add would last",
                "此处在安装的程序包之内，添加的内容无法保留",
            ),
            remedy=Text(
                "`kg data my-data` makes a copy of your own; then add `--data my-data`",
                "先用 `kg data my-data` 复制一份，再加上 `--data my-data`",
            ),
        )
    if not data.is_dir():
        raise BadFile(
            where=data,
            why=Text("there is no such folder", "没有这个文件夹"),
            remedy=Text(
                f"`kg data {data}` makes it, with a copy of the project's data",
                f"`kg data {data}` 会建立它，内含项目数据的副本",
            ),
        )
    return data


def copy_bundled(part: str, target: Path) -> list[Path]:
    """Copy the project's own "data", "ontology" or "queries" to a new folder, whole or not at all.

    Returns:
        The files that were made, in order.

    Raises:
        BadFile: There is something at the target already, or it cannot be written.
    """
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise BadFile(
                where=target,
                why=Text("there is something here already", "此处已有内容"),
                remedy=Text("name a new folder; nothing was changed", "请另取一个新文件夹；未作任何改动"),
            )
        _copy(folder(part), target)
    except OSError as error:
        raise unwritable(target, error) from error
    return sorted(path for path in target.rglob("*") if path.is_file())


def _copy(source: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=part_prefix(target)) as part:
        whole = shutil.copytree(source, Path(part) / "whole", ignore=shutil.ignore_patterns(".*"))
        # What was installed for all to read may not be for us to write.
        for path in (whole, *whole.rglob("*")):
            path.chmod(path.stat().st_mode | 0o200)
        whole.replace(target)
