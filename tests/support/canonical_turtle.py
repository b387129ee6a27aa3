"""Quads as canonical Turtle and TriG, and short Turtle as quads."""

import io
from collections.abc import Iterable

import pyoxigraph as ox

from kg.rdf import turtle
from kg.rdf.vocab import PREFIXES
from support.written_world import EX


def written(quads: Iterable[ox.Quad | ox.Triple], **options: object) -> str:
    out = io.BytesIO()
    turtle.write_turtle(quads, out, **options)  # type: ignore[arg-type]
    return out.getvalue().decode()


def trig(quads: Iterable[ox.Quad]) -> bytes:
    return turtle.to_bytes(list(quads), ox.RdfFormat.TRIG)


def of(text: str) -> list[ox.Quad]:
    """Read Turtle with the prefixes that everybody knows, and `ex:`."""
    known = "".join(f"@prefix {p}: <{n}> .\n" for p, n in {**PREFIXES, "ex": EX}.items())
    return turtle.read((known + text).encode())


def body(text: str) -> str:
    """Write what `of` reads, less the prefixes."""
    return written(of(text), prefixes={**PREFIXES, "ex": EX}).partition("\n\n")[2]


def lit(text: str) -> ox.Literal:
    return ox.Literal(text)
