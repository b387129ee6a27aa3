"""Writing CSV tables for spreadsheets: one table a class, a row a thing, a column a property.

A thing of several classes is in several tables. Columns are the thing's CURIE, its labels, then its
properties, texts by language. Where a property leads to things, their labels follow in columns of their own.
Several values are joined by " | " (and a " | " in a value is written " \\| ").

Spreadsheets take a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end for a formula; such a cell
is given an apostrophe, unless it is a number. Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
import re
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.disk import part_prefix, unwritable
from kg.rdf.iris import shorten
from kg.rdf.turtle.blocks import FIRST
from kg.rdf.turtle.terms import tag
from kg.rdf.vocab import LABEL_PROPERTIES, A
from kg.rdf.xml import legible

LANGUAGES = ("zh", "en")
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_BETWEEN = " | "
_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 80
# Names that Windows keeps for devices.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_BOM = b"\xef\xbb\xbf"
# The earliest time that a zip can hold, so that the bytes do not depend on the time.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_RANK = {predicate: rank for rank, predicate in enumerate(FIRST)}

Thing = NamedNode | BlankNode
Column = tuple[int, str, int, str]
"""A column: its rank, its property's CURIE, whether it holds labels, and the language."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its file's name without `.csv`, its heads, and its rows in order."""

    name: str
    heads: list[str]
    rows: list[list[str]]


def write_folder(quads: Iterable[Quad], folder: Path, *, bom: bool = True) -> list[Path]:
    """Write a CSV file a class into a folder, and give their paths.

    All are made beside it first, so that a failure changes nothing; files of the same names are replaced.

    Args:
        quads: In any order; of named graphs too, without their names.
        folder: Where to; made if it is not there.
        bom: Whether to begin with a byte order mark, without which Excel garbles Chinese.

    Raises:
        BadFile: Nothing can be written there.
    """
    tables = list(sheets(quads))
    try:
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=part_prefix(folder)) as beside:
            made = [Path(beside) / f"{sheet.name}.csv" for sheet in tables]
            for path, sheet in zip(made, tables, strict=True):
                path.write_bytes(_csv(sheet, bom))
            folder.mkdir(exist_ok=True)
            return [path.replace(folder / path.name) for path in made]
    except OSError as error:
        raise unwritable(folder, error) from error


def write_zip(quads: Iterable[Quad], out: IO[bytes], *, bom: bool = True) -> None:
    """Write a zip with a CSV file a class; arguments as for `write_folder`."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for sheet in sheets(quads):
            entry = zipfile.ZipInfo(f"{sheet.name}.csv", _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, _csv(sheet, bom))


def sheets(quads: Iterable[Quad]) -> Iterator[Sheet]:
    """Make the tables, by the IRI of their class; what has no class comes last, as `untyped`."""
    about: dict[Thing, list[Quad]] = defaultdict(list)
    for quad in sorted(set(quads), key=str):
        if isinstance(quad.subject, Thing):
            about[quad.subject].append(quad)
    labels = {thing: _labels(said) for thing, said in about.items()}
    members: dict[NamedNode | None, list[Thing]] = defaultdict(list)
    for thing in sorted(about, key=lambda each: each.value):
        for kind in _classes(about[thing]) or (None,):
            members[kind].append(thing)
    taken: set[str] = set()
    for kind in sorted(members, key=lambda each: (each is None, str(each))):
        yield _sheet(_file_name(kind, taken), members[kind], about, labels)


def _classes(quads: Iterable[Quad]) -> list[NamedNode]:
    types = {quad.object for quad in quads if quad.predicate == A}
    return [each for each in types if isinstance(each, NamedNode)]


def neutral(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula.

    >>> neutral("=1+1"), neutral("-5.0"), neutral("-cmd")
    ("'=1+1", '-5.0', "'-cmd")
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.match(cell) else cell


def _sheet(
    name: str,
    things: list[Thing],
    about: Mapping[Thing, list[Quad]],
    labels: Mapping[Thing, Mapping[str, str]],
) -> Sheet:
    rows = []
    columns: set[Column] = set()
    for thing in things:
        cells = _cells(about[thing], labels)
        columns |= cells.keys()
        rows.append((thing, cells))
    ordered = sorted(columns)
    heads = ["thing", *(f"label ({language})" for language in LANGUAGES), *map(_head, ordered)]
    return Sheet(
        name,
        heads,
        [
            [_curie(thing), *(labels[thing].get(language, "") for language in LANGUAGES)]
            + [_BETWEEN.join(cells.get(column, ())) for column in ordered]
            for thing, cells in rows
        ],
    )


def _cells(quads: Iterable[Quad], labels: Mapping[Thing, Mapping[str, str]]) -> dict[Column, list[str]]:
    cells: dict[Column, list[str]] = defaultdict(list)
    for quad in quads:
        place, curie = _RANK.get(quad.predicate, len(_RANK)), _curie(quad.predicate)
        thing = quad.object
        if isinstance(thing, Literal):
            language = tag(thing.language.encode()).decode() if thing.language else ""
            cells[place, curie, 0, language].append(_escaped(thing.value))
            continue
        cells[place, curie, 0, ""].append(_curie(thing))
        for language, told in labels.get(thing, {}).items() if isinstance(thing, Thing) else ():
            cells[place, curie, 1, language].append(_escaped(told))
    return cells


def _head(column: Column) -> str:
    _, curie, is_label, language = column
    return f"{curie} ({language})" if is_label else f"{curie}@{language}" if language else curie


def _curie(term: Thing | Triple) -> str:
    return shorten(term) if isinstance(term, NamedNode) else str(term)


def _escaped(value: str) -> str:
    return value.replace(_BETWEEN, r" \| ")


def _labels(quads: Iterable[Quad]) -> dict[str, str]:
    """Give a thing's best label in each language of the interface that it has one in."""
    best: dict[str, tuple[tuple[int, int, str], str]] = {}
    for quad in quads:
        if quad.predicate in LABEL_PROPERTIES and isinstance(quad.object, Literal):
            written = quad.object.language or ""
            language = written.partition("-")[0]
            # Simplified before traditional; pinyin is no Chinese label.
            if language not in LANGUAGES or "latn" in written:
                continue
            place = (LABEL_PROPERTIES.index(quad.predicate), written.startswith("zh-hant"), quad.object.value)
            best[language] = min(best.get(language, (place, quad.object.value)), (place, quad.object.value))
    return {language: label for language, (_, label) in best.items()}


def _file_name(kind: NamedNode | None, taken: set[str]) -> str:
    """Name a file for a class: safe on any system, and not yet taken, also where case does not count."""
    curie = "untyped" if kind is None else shorten(kind).removeprefix("sl:")
    name = _NOT_IN_A_NAME.sub("-", unicodedata.normalize("NFC", curie))[:_LONGEST_NAME].strip("-.") or "class"
    name = f"{name}-class" if name.casefold() in _DEVICES else name
    free, count = name, 1
    while free.casefold() in taken:
        count += 1
        free = f"{name}-{count}"
    taken.add(free.casefold())
    return free


def _csv(sheet: Sheet, bom: bool) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    for row in (sheet.heads, *sheet.rows):
        writer.writerow([neutral(legible(cell)) for cell in row])
    return (_BOM if bom else b"") + text.getvalue().encode()
