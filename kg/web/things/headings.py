"""What stands above the page of a record, which has no name of its own: what it is about, in words."""

from pyoxigraph import NamedNode

from kg.graph.names import Names
from kg.rdf.terms import kind_of
from kg.rdf.vocab import PREFIXES, sl

_SAID = {
    "claim": {"en": "Claim: {0}", "zh": "主张：{0}"},
    "review": {"en": "Review of the claim: {0}", "zh": "对主张的审核：{0}"},
    "evidence": {"en": "Evidence in: {0}", "zh": "证据，见：{0}"},
}
_SOURCE = NamedNode(PREFIXES["oa"] + "hasSource")


def heading(thing: NamedNode, names: Names) -> str:
    """Give what to write above a page: the name of a thing; of a claim and the like what it is about.

    Where a record speaks of nothing that is known, it is told by its CURIE.
    """
    kind = kind_of(thing)
    if kind not in _SAID:
        return names.label(thing)
    about = _follow(thing, _SOURCE, names) if kind == "evidence" else _stated(thing, names)
    return _SAID[kind][names.language].format(names.label(about)) if about else names.label(thing)


def _stated(record: NamedNode, names: Names) -> NamedNode | None:
    claim = _follow(record, sl("reviewOf"), names) or record
    return _follow(claim, sl("states"), names)


def _follow(thing: NamedNode, predicate: NamedNode, names: Names) -> NamedNode | None:
    found = (quad.object for quad in names.store.quads(thing, predicate))
    return next((end for end in found if isinstance(end, NamedNode)), None)
