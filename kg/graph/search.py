"""The label index: finds things by any of their names, and gives the names of many things at once.

It has every label, alias, misspelling and pinyin, beside the snapshot it was made from. All keys of one
kind of thing lie in one text, best first, and a search is a scan of that text which stops when it has found
enough: some milliseconds for a hundred thousand labels, however short or common the search is.
"""

import contextlib
import difflib
import heapq
import os
import sqlite3
import tempfile
import weakref
from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from pyoxigraph import Literal, NamedNode, Quad

from kg.graph.spellings import NEAR, near_keys, other_forms, same_name, spellings
from kg.language import best
from kg.rdf.iris import kind_of, local_name
from kg.rdf.vocab import (
    ALT_LABEL,
    GRAPH_ONTOLOGY,
    HIDDEN_LABEL,
    LABEL,
    LABEL_PROPERTIES,
    LANGUAGES,
    PREF_LABEL,
    REUSED,
    STATEMENT_KINDS,
)
from kg.store import Store

HOWS = ("exact", "prefix", "word", "substring", "near")
"""How a text matches a name, best first: the whole, its beginning, the beginning of a word, anywhere; and how
`near` does, with a slip in it."""

_VERSION = 2
_RANK = {PREF_LABEL: 0, LABEL: 0, ALT_LABEL: 1, HIDDEN_LABEL: 2}
_TABLES = f"""
    PRAGMA user_version = {_VERSION};
    CREATE TABLE key (id INTEGER PRIMARY KEY, iri TEXT, label TEXT, language TEXT);
    CREATE TABLE name (key TEXT, id INTEGER, kind TEXT, is_whole INTEGER);
    CREATE TABLE field (kind TEXT PRIMARY KEY, text BLOB, starts BLOB, ids BLOB);
    CREATE TABLE best (iri TEXT PRIMARY KEY, zh TEXT, en TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that was found: the label that matched, in which language, and how (one of `HOWS`)."""

    iri: NamedNode
    label: str
    language: str
    how: str


class LabelIndex:
    """Every name of every thing, searchable. `index_of` gives a store's; `build` makes one of any labels."""

    def __init__(self, rows: sqlite3.Connection) -> None:
        self._rows = rows
        weakref.finalize(self, rows.close)
        self._fields: dict[str, _Field] = {}
        self._kinds = [kind for (kind,) in rows.execute("SELECT kind FROM field ORDER BY kind")]

    @classmethod
    def build(cls, quads: Iterable[Quad]) -> Self:
        """Make an index in memory of the quads that give labels; others are passed over."""
        rows = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(rows, quads)
        return cls(rows)

    @classmethod
    def open(cls, path: Path | None, labels: Callable[[], Iterable[Quad]]) -> Self:
        """Open the index at `path`; make it first where there is none.

        Without a path, or where nothing may be written, the index is made in memory.

        Args:
            path: Where it is kept, whole or not at all.
            labels: Gives the quads to make it of; only called when it has to be made.
        """
        if path is None:
            return cls.build(labels())
        if not _is_current(path):
            try:
                _write_index(path, labels())
            except (OSError, sqlite3.OperationalError):
                return cls.build(labels())
        return cls(_connect(path))

    def find(self, text: str, kinds: Collection[str] | None = None, limit: int = 20) -> list[Match]:
        """Find things by any name or a part of one, in any script.

        Better ways to match a name come first, then better kinds of label (preferred, alternative, hidden),
        then shorter names; each thing comes once, under the name that matched best. Facts and claims, whose
        label is a sentence about things, come after all things.

        Args:
            text: What to look for: 杭, 杭州, hangzhou, hz.
            kinds: Only things of these kinds ("city", "company"); None is any.
            limit: How many at most.

        >>> from kg.rdf.iris import mint
        >>> city = mint("city", "hangzhou")
        >>> label = Literal("háng zhōu", language="zh-Latn-pinyin")
        >>> index = LabelIndex.build([Quad(city, PREF_LABEL, label)])
        >>> [(found.label, found.how) for query in ("hz", "hang") for found in index.find(query)]
        [('háng zhōu', 'exact'), ('háng zhōu', 'prefix')]
        """
        wanted = same_name(text)
        found: dict[str, Match] = {}
        if not wanted:
            return []
        met: set[int] = set()
        for how, id_ in self._hits(wanted, kinds):
            if id_ in met:
                continue
            met.add(id_)
            iri, label, language = self._key(id_)
            if iri not in found:
                found[iri] = Match(NamedNode(iri), label, language, how)
            if len(found) >= limit:
                break
        return list(found.values())[:limit]

    def exact(self, name: str, kinds: Collection[str] | None = None) -> list[NamedNode]:
        """Give the things that are called exactly this, best label first; several if it is ambiguous.

        Where nothing is, the ending of an administrative division is left off or added: 杭州市 is 杭州.
        Initials do not count as a name.

        Args:
            name: Any label, alias, misspelling or pinyin, in any case and width.
            kinds: Only things of these kinds; None is any.
        """
        wanted = same_name(name)
        return self._named_exactly([wanted], kinds) or self._named_exactly(other_forms(wanted), kinds)

    def near(self, text: str, kinds: Collection[str] | None = None, limit: int = 3) -> list[Match]:
        """Give things whose names are spelt nearly like this (suzhuo, alibba, 杭洲), as `find`; no facts."""
        wanted = same_name(text)
        slack = 1 + len(wanted) // 4
        rows = self._rows.execute(
            "SELECT key, id, kind FROM name WHERE is_whole AND length(key) BETWEEN ? AND ? ORDER BY id",
            (len(wanted) - slack, len(wanted) + slack),
        )
        ids: dict[str, list[int]] = {}
        for key, id_, kind in rows:
            if kind in kinds if kinds is not None else kind not in STATEMENT_KINDS:
                ids.setdefault(key, []).append(id_)
        keys = (self._key(id_) for key in near_keys(wanted, ids, limit) for id_ in ids[key])
        met = {iri: Match(NamedNode(iri), label, language, "near") for iri, label, language in keys}
        return list(met.values())[:limit]

    def near_iris(self, iri: NamedNode, limit: int = 3) -> list[NamedNode]:
        """Give things of the same namespace whose IRIs end nearly as this one does, nearest first."""
        if kind_of(iri) in STATEMENT_KINDS:
            return []
        end = local_name(iri)
        space = iri.value.removesuffix(end)
        rows = self._rows.execute(
            "SELECT iri FROM best WHERE iri > ? AND iri < ?", (space, f"{space}\U0010ffff")
        )
        ends = {value.removeprefix(space): value for (value,) in rows}
        longer = sorted(other for other in ends if other.startswith(f"{end}-"))[:limit]
        near = longer or difflib.get_close_matches(end, ends, n=limit, cutoff=NEAR)
        return [NamedNode(ends[other]) for other in near]

    def labels(self, iris: Iterable[NamedNode], language: str) -> dict[NamedNode, str]:
        """Give the best name of each thing in "zh" or "en", else in another language.

        What has no name is left out.
        """
        column = LANGUAGES[LANGUAGES.index(language)]
        values = list({iri.value for iri in iris})
        named: dict[NamedNode, str] = {}
        for start in range(0, len(values), 500):
            some = values[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self._rows.execute(f"SELECT iri, {column} FROM best WHERE iri IN ({marks})", some)
            named.update((NamedNode(iri), label) for iri, label in rows)
        return named

    def _hits(self, wanted: str, kinds: Collection[str] | None) -> Iterator[tuple[str, int]]:
        asked = [kind for kind in self._kinds if kinds is None or kind in kinds]
        yield from self._hits_among([kind for kind in asked if kind not in STATEMENT_KINDS], wanted)
        yield from self._hits_among([kind for kind in asked if kind in STATEMENT_KINDS], wanted)

    def _hits_among(self, kinds: Collection[str], wanted: str) -> Iterator[tuple[str, int]]:
        yield from (("exact", id_) for id_ in self._named(wanted, kinds))
        fields = [self._field(kind) for kind in kinds]
        for how, before in (("prefix", "\n"), ("word", " "), ("substring", "")):
            needle = (before + wanted).encode()
            for id_ in heapq.merge(*(field.hits(needle) for field in fields)):
                yield how, id_

    def _named(self, key: str, kinds: Collection[str] | None, *, whole_only: bool = False) -> list[int]:
        rows = self._rows.execute("SELECT id, kind, is_whole FROM name WHERE key = ? ORDER BY id", (key,))
        return [
            id_
            for id_, kind, is_whole in rows
            if (kinds is None or kind in kinds) and (is_whole or not whole_only)
        ]

    def _named_exactly(self, keys: Iterable[str], kinds: Collection[str] | None) -> list[NamedNode]:
        ids = sorted({id_ for key in keys for id_ in self._named(key, kinds, whole_only=True)})
        return [NamedNode(iri) for iri in dict.fromkeys(self._key(id_)[0] for id_ in ids)]

    def _key(self, id_: int) -> tuple[str, str, str]:
        found: tuple[str, str, str] = self._rows.execute(
            "SELECT iri, label, language FROM key WHERE id = ?", (id_,)
        ).fetchone()
        return found

    def _field(self, kind: str) -> "_Field":
        if kind not in self._fields:
            row = self._rows.execute("SELECT text, starts, ids FROM field WHERE kind = ?", (kind,)).fetchone()
            self._fields[kind] = _Field(row[0], array("I", row[1]), array("I", row[2]))
        return self._fields[kind]


@dataclass(frozen=True, slots=True)
class _Field:
    """The keys of one kind of thing, best first, each after a line end; where each starts; their ids."""

    text: bytes
    starts: "array[int]"
    ids: "array[int]"

    def hits(self, needle: bytes) -> Iterator[int]:
        at = self.text.find(needle)
        while at >= 0:
            line = bisect_right(self.starts, at) - 1
            yield self.ids[line]
            # On to the next key: this one is found.
            end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
            at = self.text.find(needle, end)


class _Key(NamedTuple):
    """A name to search for, in the order of the index: better kinds of label first, then shorter ones."""

    rank: int
    is_initials: bool
    length: int
    key: str
    iri: str
    label: str
    language: str
    is_reused: bool
    """Whether it names a term of a vocabulary that the ontology reuses: people look for things of ours."""


def _keys(quads: Iterable[Quad]) -> Iterator[_Key]:
    for quad in quads:
        iri, label = quad.subject, quad.object
        rank = _RANK.get(quad.predicate)
        if rank is None or not isinstance(iri, NamedNode) or not isinstance(label, Literal):
            continue
        language, text, value = label.language or "", label.value, iri.value
        is_reused = quad.graph_name == GRAPH_ONTOLOGY and value.startswith(REUSED)
        for key, is_initials in spellings(text, language):
            yield _Key(rank, is_initials, len(key), key, value, text, language, is_reused)


def _fill(rows: sqlite3.Connection, quads: Iterable[Quad]) -> None:
    named = sorted(set(_keys(quads)))
    keys = [key for key in named if not key.is_reused]
    kinds = {iri: kind_of(NamedNode(iri)) or "" for iri in {key.iri for key in keys}}
    rows.executescript(_TABLES)
    rows.executemany(
        "INSERT INTO key VALUES (?, ?, ?, ?)",
        ((id_, key.iri, key.label, key.language) for id_, key in enumerate(keys)),
    )
    rows.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?)",
        ((key.key, id_, kinds[key.iri], not key.is_initials) for id_, key in enumerate(keys)),
    )
    rows.execute("CREATE INDEX name_by_key ON name (key, id)")
    rows.executemany("INSERT INTO field VALUES (?, ?, ?, ?)", _fields(keys, kinds))
    rows.executemany("INSERT INTO best VALUES (?, ?, ?)", _best(named))
    rows.commit()


def _fields(keys: list[_Key], kinds: dict[str, str]) -> Iterator[tuple[str, bytes, bytes, bytes]]:
    by_kind: dict[str, list[int]] = {}
    for id_, key in enumerate(keys):
        by_kind.setdefault(kinds[key.iri], []).append(id_)
    for kind, ids in by_kind.items():
        lines = [f"\n{keys[id_].key}".encode() for id_ in ids]
        starts = array("I", [0])
        for line in lines[:-1]:
            starts.append(starts[-1] + len(line))
        yield kind, b"".join(lines), starts.tobytes(), array("I", ids).tobytes()


def _best(keys: list[_Key]) -> Iterator[tuple[str | None, ...]]:
    named: dict[str, dict[str, str]] = {}
    for key in keys:
        # Best first: what is there already stays. A misspelling is no name to show.
        if key.rank < _RANK[HIDDEN_LABEL]:
            named.setdefault(key.iri, {}).setdefault(key.language.lower(), key.label)
    for iri, labels in named.items():
        yield iri, *(best(labels, language) for language in LANGUAGES)


def _is_current(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        with contextlib.closing(_connect(path)) as rows:
            return bool(rows.execute("PRAGMA user_version").fetchone()[0] == _VERSION)
    except sqlite3.DatabaseError:
        return False


def _connect(path: Path) -> sqlite3.Connection:
    # Never written to once it has its name, so SQLite need not lock it, nor be able to.
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )


def _write_index(path: Path, quads: Iterable[Quad]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        with contextlib.closing(sqlite3.connect(part)) as rows:
            rows.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            _fill(rows, quads)
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def index_of(store: Store) -> LabelIndex:
    """Give the index of a store's labels, in whichever graphs they are; made now if it was not made before.

    It is kept beside the snapshot that the store reads, for everyone, and that of an endpoint in the user's
    cache; in memory where that cannot be.
    """
    return LabelIndex.open(
        store.derived_file("labels.sqlite"),
        lambda: (quad for name in LABEL_PROPERTIES for quad in store.quads(None, name)),
    )
