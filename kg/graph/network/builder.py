"""A network under construction: nodes and links, each added once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.graph.describe.picture_details import Detail, Details
from kg.language import Text
from kg.rdf.iris import expand, kind_of, shorten
from kg.rdf.vocab import KINDS, LABEL_PROPERTIES, PREFIXES, QUALIFIER_KINDS, RECORD_KINDS, A, term
from kg.store import Store

if TYPE_CHECKING:
    import networkx

    Network = networkx.MultiDiGraph[str]

PART_OF = term("sl:partOf")
ORGANISATIONS = ("company", "institution", "government")
SITES = ("city", "district", "province")

_FIELDS = ("industry", "technology")
# Of qualifiers, what a link itself says: weak in something is not strong in it.
_LINK_ROLES = frozenset({"change", "site", "strength"})
_LINKED = frozenset(KINDS) - RECORD_KINDS
_SL = PREFIXES["sl"]
_TITLE_MOST = 3

Link = tuple[NamedNode, NamedNode, NamedNode]


class NetworkBuilder:
    """Adds nodes and links, each once, and then says what belongs together."""

    def __init__(self, store: Store) -> None:
        import networkx

        self.store = store
        self.details = Details(store)
        self.graph: Network = networkx.MultiDiGraph()
        self.other_facts: list[Detail] = []
        """Facts that are drawn, though not as links."""

    def add(self, thing: NamedNode) -> None:
        """Add a thing, with what is known of it."""
        key = shorten(thing)
        if key not in self.graph:
            self.graph.add_node(key, **self.details.thing(thing))

    def link(
        self,
        one: NamedNode,
        predicate: NamedNode,
        other: NamedNode,
        *,
        only_known: bool = False,
        stated: NamedNode | None = None,
    ) -> None:
        """Add a link; `stated` is the end that its facts have, where that is not the one that is shown."""
        source, target, name = (self.details.curie(each) for each in (one, other, predicate))
        if only_known and not (source in self.graph and target in self.graph):
            return
        if self.graph.has_edge(source, target, name):
            return
        label = self._link_label(predicate)
        facts = self.details.facts_between(one, stated or other)
        links = [(name, label, facts)]
        if predicate in self.details.kinds:
            links = _by_what_they_say(name, label, [f for f in facts if self._is_a(f, predicate)])
        for key, text, some in links:
            labels = {"label_zh": text["zh"], "label_en": text["en"]}
            self.graph.add_edge(source, target, key, predicate=name, **labels, member=False, facts=some)

    def _is_a(self, fact: Detail, kind: NamedNode) -> bool:
        return kind in self.details.classes(expand(fact["fact"]))

    def city_of(self, place: NamedNode) -> NamedNode:
        """Give the city that a district is part of; anything else as it is, and a district of no city too."""
        if kind_of(place) != "district":
            return place
        wholes = (quad.object for quad in self.details.about(place) if quad.predicate == PART_OF)
        cities = [whole for whole in wholes if isinstance(whole, NamedNode) and kind_of(whole) == "city"]
        return min(cities, key=lambda city: city.value, default=place)

    def _link_label(self, predicate: NamedNode) -> Text:
        is_kind = predicate in self.details.kinds
        return self.details.label(predicate) if is_kind else self.details.property_label(predicate)

    def add_value(self, thing: NamedNode, predicate: NamedNode, value: Literal) -> None:
        """Add a value that the triples bring and the store does not have."""
        if predicate in LABEL_PROPERTIES:
            node = self.graph.nodes[shorten(thing)]
            node["search"] = sorted({*node["search"], value.value})
            for language in ("zh", "en"):
                if node[f"label_{language}"] == shorten(thing):
                    node[f"label_{language}"] = value.value
            return
        rows = self.graph.nodes[shorten(thing)]["plain"]
        label = self.details.property_label(predicate)
        if not any(each["label_zh"] == label["zh"] and value.value in each.values() for each in rows):
            labels = {"label_zh": label["zh"], "label_en": label["en"]}
            rows.append({**labels, "value_zh": value.value, "value_en": value.value})

    def links_of(self, thing: NamedNode) -> Iterator[Link]:
        """Give the links that start at a thing."""
        for quad in self.details.about(thing):
            if other := _linked(quad.predicate, quad.object):
                yield thing, quad.predicate, other

    def links_around(self, thing: NamedNode) -> Iterator[Link]:
        """Give the links that start or end at a thing, triples first, then facts without a triple."""
        linked: set[NamedNode] = set()
        for link in self.links_of(thing):
            linked.add(link[2])
            yield link
        for quad in self.store.quads(object=thing, graph=DefaultGraph()):
            subject = quad.subject
            if isinstance(subject, NamedNode) and _is_thing(subject) and _linked(quad.predicate, thing):
                linked.add(subject)
                yield subject, quad.predicate, thing
        for fact in self.details.facts_with(thing):
            kind = next((each for each in self.details.classes(fact) if each in self.details.kinds), None)
            values = [v for v in self.details.values(fact) if v == thing or _is_worth_a_link(v)]
            for one, other in pairwise(values):
                if kind is not None and thing in (one, other) and not {one, other} & linked:
                    yield one, kind, other

    def place_organisations(self, links: Iterable[Link]) -> None:
        """Give each organisation its one city, and its group; or find the focus of what is no map."""
        if (focus := self._focus()) is not None:
            self.graph.graph["focus"] = focus
            return
        usual = Counter(predicate for _, predicate, other in links if kind_of(other) in SITES)
        for key, node in self.graph.nodes(data=True):
            if node["kind"] not in ORGANISATIONS:
                continue
            sites = [
                (-usual[expand(name)], -len(edge["facts"]), target, name)
                for _, target, name, edge in self.graph.out_edges(key, keys=True, data=True)
                if self.graph.nodes[target]["kind"] in SITES and "lat" in self.graph.nodes[target]
            ]
            if sites:
                _, _, target, name = min(sites)
                self.graph.edges[key, target, name]["member"] = True
            else:
                self._set_country(key)
        # Without places the fields are the hubs of the picture, and colours belong to kinds of thing.
        is_map = any(edge["member"] for _, _, edge in self.graph.edges(data=True))
        if is_map or not self._has_fields():
            self._group()

    def _focus(self) -> str | None:
        """Give what is linked best in a network of which a map would show little: most of it has no place."""
        import networkx

        nodes = self.graph.nodes
        sites = {key for key in nodes if "lat" in nodes[key]}
        seated = {key for key in nodes if nodes[key]["kind"] in ORGANISATIONS and sites & {*self.graph[key]}}
        if not sites or 2 * len(sites | seated) >= len(nodes) or not networkx.is_weakly_connected(self.graph):
            return None
        return min(nodes, key=lambda key: (-self.graph.degree(key), key))

    def set_title(self, title: Mapping[str, str], links: Iterable[Link]) -> None:
        """Give the network the title, or where there is none the names of its links, the most usual first."""
        usual = Counter(predicate for _, predicate, _ in links).most_common(_TITLE_MOST)
        labels = [self._link_label(predicate) for predicate, _ in usual]
        about = self.graph.graph
        zh, en = "、".join(label["zh"] for label in labels), ", ".join(label["en"] for label in labels)
        about["title_zh"] = title.get("zh") or title.get("en") or zh
        about["title_en"] = title.get("en") or title.get("zh") or en[:1].upper() + en[1:]
        if focus := about.get("focus"):
            for language, colon in (("zh", "："), ("en", ": ")):
                name = self.graph.nodes[focus][f"label_{language}"]
                about[f"title_{language}"] = f"{name}{colon}{about[f'title_{language}']}"

    def _has_fields(self) -> bool:
        return any(node["kind"] in _FIELDS for _, node in self.graph.nodes(data=True))

    def _group(self) -> None:
        """Group organisations by the field that most of them share: an industry rather than a technology.

        Fields that are shown themselves are in their own group, and only links to them count.
        """
        shown = self._has_fields()
        fields: dict[str, list[NamedNode]] = {}
        for key, node in self.graph.nodes(data=True):
            if node["kind"] in ORGANISATIONS:
                others = self.graph.successors(key) if shown else self._linked_from(key)
                fields[key] = [expand(other) for other in others if kind_of(expand(other)) in _FIELDS]
        shared = Counter(field for found in fields.values() for field in found)
        groups: dict[str, dict[str, str]] = {}
        self.graph.graph["groups"] = groups
        for key, found in fields.items():
            if found:
                group = min(found, key=lambda f: (_FIELDS.index(kind_of(f) or ""), -shared[f], f.value))
                self._set_group(key, group, groups)
                self.other_facts += self.details.facts_between(expand(key), group)
        for field in shared if shown else ():
            self._set_group(shorten(field), field, groups)

    def _linked_from(self, key: str) -> list[str]:
        return [shorten(other) for _, _, other in self.links_of(expand(key))]

    def _set_group(self, key: str, group: NamedNode, groups: dict[str, dict[str, str]]) -> None:
        groups[shorten(group)] = self.details.label(group)
        self.graph.nodes[key]["group"] = shorten(group)

    def _set_country(self, key: str) -> None:
        """Say of an organisation without a city in which country it is; the country stands with it."""
        for _, _, other in self.links_of(expand(key)):
            if kind_of(other) == "country":
                label = self.details.label(other)
                names = {"shelf_zh": label["zh"], "shelf_en": label["en"]}
                for each in (key, shorten(other)):
                    if each in self.graph:
                        self.graph.nodes[each].update(shelf=shorten(other), **names)
                return

    def finished(self) -> "Network":
        """Give the graph, with the documents that its facts are from, and where a map has other places."""
        about = self.graph.graph
        linked = [detail for _, _, edge in self.graph.edges(data=True) for detail in edge["facts"]]
        details = [*linked, *self.other_facts]
        documents = {passage["document"]: passage for detail in details for passage in detail["evidence"]}
        kept = ("document", "document_zh", "document_en", "url")
        about["documents"] = [{name: documents[key][name] for name in kept} for key in sorted(documents)]
        if "focus" not in about and any("lat" in node for _, node in self.graph.nodes(data=True)):
            about["backdrop"] = list(self._backdrop())
            about["areas"] = list(self._areas())
        return self.graph

    def _backdrop(self) -> Iterator[tuple[float, float]]:
        for city in of_class(self.store, KINDS["city"]):
            at = self.details.coordinates(city)
            if at and shorten(city) not in self.graph:
                yield at["long"], at["lat"]

    def _areas(self) -> Iterator[dict[str, Any]]:
        for province in of_class(self.store, KINDS["province"]):
            at = self.details.coordinates(province)
            # A municipality is a city too, and stands on the map as one.
            if at and kind_of(province) == "province" and shorten(province) not in self.graph:
                label = self.details.label(province)
                yield {"label_zh": label["zh"], "label_en": label["en"], **at}


def of_class(store: Store, name: str) -> list[NamedNode]:
    """Give all that are of a class of ours, by its local name, in the order of their IRIs."""
    found = store.quads(predicate=A, object=term(f"sl:{name}"), graph=DefaultGraph())
    named = {quad.subject for quad in found if isinstance(quad.subject, NamedNode)}
    return sorted(named, key=lambda iri: iri.value)


def _is_thing(iri: NamedNode) -> bool:
    return kind_of(iri) not in RECORD_KINDS


def _linked(predicate: NamedNode, other: object) -> NamedNode | None:
    """Give what a triple links to, if it is a link between things of the field."""
    if isinstance(other, NamedNode) and predicate.value.startswith(_SL) and kind_of(other) in _LINKED:
        return other
    return None


def _is_worth_a_link(value: NamedNode) -> bool:
    return kind_of(value) in _LINKED - QUALIFIER_KINDS


def _by_what_they_say(name: str, label: Text, facts: list[Detail]) -> list[tuple[str, Text, list[Detail]]]:
    """Part facts that say different things of the same two: a key, a label and the facts of each part."""
    parts: dict[str, tuple[str, Text, list[Detail]]] = {}
    for fact in facts:
        said = [role for role in fact["roles"] if str(role.get("node")).partition(":")[0] in _LINK_ROLES]
        key = " ".join([name, *(role["node"] for role in said)])
        zh, en = ("、".join(r["value_zh"] for r in said), ", ".join(r["value_en"] for r in said))
        full = Text(f"{label['en']}: {en}", f"{label['zh']}：{zh}") if said else label
        parts.setdefault(key, (key, full, []))[2].append(fact)
    return [parts[key] for key in sorted(parts)]
