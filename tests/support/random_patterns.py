"""Random texts and SPARQL patterns, each pattern with one that says the same without a parameter."""

from typing import NamedTuple

from hypothesis import strategies as st

from support.dense_world import X

PIECES = [
    "\\u0022",
    "\\U00000022",
    "\\",
    '"',
    "'",
    "u0022",
    "\n",
    "\r",
    "<",
    ">",
    "{",
    "}",
    "?v",
    "$v",
    "#",
    "@",
    "^^",
]
TEXTS = st.lists(st.one_of(st.characters(codec="utf-8"), st.sampled_from(PIECES)), max_size=12).map("".join)


class Pair(NamedTuple):
    """A pattern with the parameter ?v, and one without parameters that means the same."""

    given: str
    pinned: str
    sees: bool = False
    """Whether ?v is in scope after it."""


PINNED = f"VALUES ?v {{ {X} }}"
NODES = st.sampled_from(["?a", "?b", "?c", "$v", "?v", "<urn:e:y>"])
PATHS = st.sampled_from(["<urn:e:p>", "<urn:e:q>", "^<urn:e:p>", "(<urn:e:p>|<urn:e:q>)", "<urn:e:p>+"])
EXPRESSIONS = st.sampled_from(
    ["?a = ?v", "?v != ?b", "sameTerm($v, ?c)", "?v IN (?a, <urn:e:x>)", "COALESCE(?a, ?v) = <urn:e:x>"]
)
SELECTS = [
    # The same with the parameter and without; the last does not project it.
    ("SELECT ?v ?a WHERE {}", "SELECT ?v ?a WHERE {}"),
    ("SELECT DISTINCT ?a ?v {}", "SELECT DISTINCT ?a ?v {}"),
    ("SELECT ?v WHERE {} ORDER BY ?v", "SELECT ?v WHERE {} ORDER BY ?v"),
    ("SELECT ?v (COUNT(*) AS ?n) {} GROUP BY ?v", "SELECT ?v (COUNT(*) AS ?n) {} GROUP BY ?v"),
    (
        "SELECT ?v (COUNT(DISTINCT ?v) AS ?n) {} GROUP BY ?v HAVING (SAMPLE(?v) = ?v)",
        f"SELECT ?v (COUNT(DISTINCT {X}) AS ?n) {{}} GROUP BY ?v",
    ),
    ("SELECT ?a (MAX(?v) AS ?n) {} GROUP BY ?a", f"SELECT ?a (MAX({X}) AS ?n) {{}} GROUP BY ?a"),
]


def triple(subject: str, path: str, value: str) -> Pair:
    text = f"{subject} {path} {value} ."
    sees = "v" in (subject[1:], value[1:])
    return Pair(text, f"{{ {PINNED} {text} }}" if sees else text, sees)


def filtered(text: str) -> Pair:
    said = f"FILTER ({text})"
    return Pair(said, said.replace("?v", str(X)).replace("$v", str(X)))


def braced(*elements: Pair) -> Pair:
    """Make a group. Both sides of a MINUS that know ?v know it in each of their rows."""
    pinned, sees = "", False
    for element in elements:
        begins = element.pinned.startswith("MINUS") and element.sees and sees
        pinned = f"{pinned} {PINNED}" if begins else pinned
        inside = element.pinned.replace("MINUS {", f"MINUS {{ {PINNED}", 1) if begins else element.pinned
        pinned = f"{pinned} {inside}"
        sees = sees or (element.sees and not element.pinned.startswith("MINUS"))
    return Pair(f"{{ {' '.join(e.given for e in elements)} }}", f"{{ {pinned} }}", sees)


def after(word: str, inner: Pair) -> Pair:
    sees = inner.sees and "EXISTS" not in word
    return Pair(word.format(inner.given), word.format(inner.pinned), sees)


def union(one: Pair, other: Pair) -> Pair:
    texts = (f"{left} UNION {right}" for left, right in zip(one[:2], other[:2], strict=True))
    return Pair(*texts, one.sees or other.sees)


def subselect(select: tuple[str, str], inner: Pair) -> Pair:
    given, pinned = select
    sees = "?v" in pinned
    within = f"{{ {PINNED} {inner.pinned} }}" if sees else inner.pinned
    return Pair(f"{{ {given.format(inner.given)} }}", f"{{ {pinned.format(within)} }}", sees)


def groups(*, with_minus: bool, depth: int = 2, outermost: bool = True) -> st.SearchStrategy[Pair]:
    triples = st.builds(triple, NODES, PATHS, NODES)
    if not depth:
        return triples.map(braced)
    inner = groups(with_minus=with_minus, depth=depth - 1, outermost=False)
    words = ["OPTIONAL {}", "{}"]
    if outermost:
        # Deeper inside, what these see depends on pyoxigraph's plan: variables of groups further out leak in.
        words += ["FILTER NOT EXISTS {}", "FILTER (EXISTS {} || ?a = ?b)", *["MINUS {}"] * with_minus]
    others = [
        EXPRESSIONS.map(filtered),
        st.builds(after, st.sampled_from(words), inner),
        st.builds(union, inner, inner),
        st.builds(subselect, st.sampled_from(SELECTS if with_minus else SELECTS[:-1]), inner),
    ]
    body = st.lists(st.one_of(triples, *others), min_size=1, max_size=3)
    return st.builds(lambda begin, rest: braced(begin, *rest), triples, body)
