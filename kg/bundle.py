"""Where the project's own ontology, data and queries lie: in the wheel, or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Give the folder of "ontology", "data" or "queries".

    An installed wheel carries them inside the package; a checkout has them beside it.

    >>> folder("ontology").name
    'ontology'
    """
    inside = _PACKAGE / "bundle" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
