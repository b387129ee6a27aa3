"""`kg prefixes`."""

import argparse

from kg.cli.arguments import Command
from kg.cli.session import Session
from kg.language import Text


def prefixes(given: argparse.Namespace, session: Session) -> int:
    """List the prefixes."""
    from kg.rdf.vocab import PREFIXES

    widest = max(map(len, PREFIXES))
    for prefix, namespace in sorted(PREFIXES.items()):
        print(f"{prefix:<{widest}}  {namespace}")
    return 0


PREFIXES = Command(
    "prefixes",
    prefixes,
    Text("List the prefixes that are known without typing them.", "列出无需声明即可使用的前缀。"),
    "kg prefixes",
)
