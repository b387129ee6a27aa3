"""What each variable of a query stands for, and where a bound one must stay in scope.

Of SPARQL's grammar it knows only as much as binding a parameter needs.
Source: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from kg.sparql.tokens import Token, tokens

_FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")


class Place(Enum):
    """What a variable stands for where it stands."""

    TERM = "a term of a pattern or of an expression"
    SUBJECT = "the subject of a triple"
    COLUMN = "a column of a SELECT, or what its rows are grouped or ordered by"
    ASKED = "the variable of BOUND(…)"
    ASSIGNED = "what BIND, VALUES or AS gives a value to"


@dataclass(frozen=True, slots=True)
class Use:
    """One variable where it stands: the position of its token, its name without `?`, and its place."""

    at: int
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Scope:
    """A group in which a variable must stay in scope when it is bound, though its term stands for it."""

    opens: int
    """The position of its `{`."""
    closes: int
    """The position of its `}`."""
    is_subselect: bool
    """Whether it holds a subselect, beside which nothing else may stand."""
    shared: frozenset[str]
    """Variables that a MINUS shares with what is before it: they must be there from the start."""
    columns: frozenset[str]
    """Variables that the SELECT around it speaks of: it is enough that they are there in the end."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What a query is made of, as far as binding needs to know."""

    tokens: tuple[Token, ...]
    form: str
    """SELECT, CONSTRUCT, ASK or DESCRIBE; "" where there is none of them."""
    uses: tuple[Use, ...]
    scopes: tuple["Scope", ...]
    """The groups in which some variables must stay in scope when they are bound."""
    uncertain: frozenset[str]
    """Variables that stand in patterns, but in none that every answer must match: only in an OPTIONAL, or in
    some branches of a UNION."""
    answered: frozenset[str]
    """Variables that the answer speaks of: columns, what a template or a DESCRIBE names."""

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables, each once, in the order in which they come."""
        return tuple(dict.fromkeys(use.name for use in self.uses))


@lru_cache(maxsize=512)
def skeleton(text: str) -> Skeleton:
    """Find in SPARQL its form, its variables, and where a bound variable must stay in scope.

    >>> skeleton("SELECT ?city { ?company sl:basedIn $city }").variables
    ('city', 'company')
    """
    return _Reader(tokens(text)).read()


@dataclass(slots=True)
class _Group:
    """A stretch between braces, or the whole query: what is being read in it."""

    kind: str
    opens: int
    state: str = "pattern"
    depth: int = 0
    """How many parentheses are open."""
    is_expression: bool = False
    """Whether the parentheses last opened hold an expression, not a path."""
    columns: set[str] = field(default_factory=set)
    has_star: bool = False
    is_select: bool = False
    """Whether it has a SELECT, so that its columns matter."""
    seen: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    certain: set[str] = field(default_factory=set)
    """Variables in patterns that every answer of the group matches."""
    branches: set[str] = field(default_factory=set)
    """Of the last groups inside, joined by UNION, the variables that are certain in each."""
    follows_union: bool = False


class _Reader:
    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.stack = [_Group("query", -1, state="start")]
        self.form = ""
        self.uses: list[Use] = []
        self.closed: list[tuple[_Group, int, set[str]]] = []
        self.before = [Token("other", ""), Token("other", "")]
        self.after_expression = False
        self.matched: set[str] = set()
        self.answered: set[str] = set()

    def read(self) -> Skeleton:
        for at, token in enumerate(self.tokens):
            if token.kind == "space":
                continue
            self._take(at, token)
            self.before = [self.before[1], token]
        scopes = (
            Scope(
                group.opens,
                at,
                group.is_select,
                frozenset(group.shared),
                frozenset(columns - group.shared),
            )
            for group, at, columns in self.closed
            if group.shared or columns
        )
        uncertain = frozenset(self.matched - self.stack[0].certain)
        answered = frozenset(self.answered | self.stack[0].columns)
        return Skeleton(self.tokens, self.form, tuple(self.uses), tuple(scopes), uncertain, answered)

    def _take(self, at: int, token: Token) -> None:
        group = self.stack[-1]
        if token.kind == "variable":
            self._variable(at, token.text[1:], group)
        elif token.kind == "word":
            self._word(token.word, group)
        elif token.text == "{":
            self._open(at, group)
        elif token.text == "}":
            self._close(at)
        elif token.text in "()" and token.kind == "other":
            self._parenthesis(token.text, group)
        elif token.text == "*" and group.state == "columns" and not group.depth:
            group.has_star = True

    def _word(self, word: str, group: _Group) -> None:
        if word in _FORMS and group.state in ("start", "pattern"):
            self.form = self.form or word
            group.is_select = word == "SELECT"
            group.state = {"SELECT": "columns", "CONSTRUCT": "template", "DESCRIBE": "described"}.get(
                word, "start"
            )
        elif word == "WHERE":
            # `CONSTRUCT WHERE {…}` has no template before it.
            group.state = "start" if group.state in ("template", "described") else group.state
        elif word == "VALUES":
            group.state = "values" if group.state == "pattern" else "last values"
        elif word in ("FILTER", "BIND"):
            group.is_expression = True

    def _variable(self, at: int, name: str, group: _Group) -> None:
        place = self._place(group)
        self.uses.append(Use(at, name, place))
        if place is Place.COLUMN or (place is Place.ASSIGNED and group.state == "columns"):
            group.columns.add(name)
        elif group.state in ("pattern", "values") and (place is Place.ASSIGNED or not group.depth):
            group.seen.add(name)
        self._note(name, place, group)

    def _note(self, name: str, place: Place, group: _Group) -> None:
        """Keep whether a variable is part of the answer, or of a pattern."""
        if group.kind == "template" or (len(self.stack) == 1 and group.state in ("columns", "described")):
            self.answered.add(name)
        elif group.state == "pattern" and not group.depth and place in (Place.TERM, Place.SUBJECT):
            self.matched.add(name)
            group.certain.add(name)

    def _place(self, group: _Group) -> Place:
        earlier, last = self.before
        if last.word == "AS" or group.state in ("values", "last values"):
            return Place.ASSIGNED
        if last.text == "(" and earlier.word == "BOUND":
            return Place.ASKED
        if group.depth:
            return Place.TERM
        if group.state in ("columns", "modifiers"):
            return Place.COLUMN
        begins = last.text in ("{", "}", ".") and last.kind == "other"
        return Place.SUBJECT if begins or self._ends_expression(last) else Place.TERM

    def _ends_expression(self, last: Token) -> bool:
        return last.text == ")" and self.after_expression

    def _parenthesis(self, text: str, group: _Group) -> None:
        group.depth += 1 if text == "(" else -1
        if not group.depth:
            self.after_expression, group.is_expression = group.is_expression, False

    def _open(self, at: int, group: _Group) -> None:
        follows_union = self.before[1].word == "UNION"
        self.stack.append(_Group(self._kind_of_group(group), at, follows_union=follows_union))
        group.is_expression = group.is_expression and group.depth > 0
        if group.state in ("values", "last values"):
            group.state = "pattern" if group.state == "values" else "modifiers"
        elif group.state == "template":
            group.state = "start"
        elif group.state in ("start", "columns", "described"):
            group.state = "modifiers"

    def _kind_of_group(self, group: _Group) -> str:
        if group.state == "template":
            return "template"
        if group.state in ("values", "last values"):
            return "data"
        if group.state in ("start", "columns", "described"):
            return "where"
        last = self.before[1].word
        return last.lower() if last in ("EXISTS", "MINUS", "OPTIONAL") else "group"

    def _close(self, at: int) -> None:
        if len(self.stack) == 1:
            return
        closed = self.stack.pop()
        outer = self.stack[-1]
        columns: set[str] = set()
        self._narrow(closed, outer)
        if closed.kind == "where" and outer.is_select:
            if outer.has_star:
                outer.columns |= closed.seen
            # Modifiers follow and add to the columns, so the very set is kept, not a copy.
            columns = outer.columns
            outer.seen |= outer.columns
        elif closed.kind == "minus":
            shared = closed.seen & outer.seen
            closed.shared |= shared
            outer.shared |= shared
        elif closed.kind in ("group", "optional"):
            outer.seen |= closed.seen
        self.closed.append((closed, at, columns))

    def _narrow(self, closed: _Group, outer: _Group) -> None:
        """Hand on what is certain inside a group to the one around it."""
        certain = closed.certain | closed.branches
        if closed.kind == "group" and closed.follows_union:
            outer.branches &= certain
        elif closed.kind == "group":
            outer.certain |= outer.branches
            outer.branches = certain
        elif closed.kind in ("where", "exists", "minus"):
            outer.certain |= certain
