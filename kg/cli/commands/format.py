"""`kg format`."""

import argparse

from kg.cli.arguments import Command, argument
from kg.cli.session import Session
from kg.disk import readable
from kg.language import Text


def format_files(given: argparse.Namespace, session: Session) -> int:
    """Rewrite files in canonical form."""
    from kg.rdf.turtle import format_file

    changed = [name for name in given.files if format_file(readable(name))]
    for name in changed:
        print(name)
    session.say(
        f"{len(changed)} of {len(given.files)} rewritten", f"{len(given.files)} 个中改写了 {len(changed)} 个"
    )
    return 0


FORMAT = Command(
    "format",
    format_files,
    Text("Rewrite Turtle and TriG files in canonical form.", "把 Turtle 和 TriG 文件改写为规范形式。"),
    "kg format ontology/*.ttl",
    (argument("files", nargs="+", metavar="FILE", en="Turtle or TriG files", zh="Turtle 或 TriG 文件"),),
)
