"""Making a networkx graph of things and their links, with all that a picture shows of them.

Between a store and a picture: knows SPARQL's terms and no HTML. Nodes are named by CURIE.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.graph.network.builder import ORGANISATIONS, PART_OF, SITES, Link, NetworkBuilder, of_class
from kg.language import Text
from kg.rdf.iris import kind_of, shorten
from kg.rdf.vocab import KINDS, A
from kg.store import Store

if TYPE_CHECKING:
    from kg.graph.network.builder import Network

LIMIT = 60
"""How many things a neighbourhood shows unless asked for more."""

_COUNT_MOST = 20_000


def company_city(store: Store) -> "Network":
    """Make the network of all organisations and cities that anything is claimed of.

    An organisation belongs to one city, where most is claimed to be its site, by an edge with `member`; other
    sites and relations are plain edges. `group` is the industry, or where none is claimed the technology.
    Cities of which nothing is claimed are the backdrop.
    """
    network = NetworkBuilder(store)
    organisations = [o for kind in ORGANISATIONS for o in of_class(store, KINDS[kind])]
    links = [link for each in organisations for link in network.links_of(each)]
    shown = [each for each in organisations if network.details.facts_with(each)]
    cities = [city for city in of_class(store, KINDS["city"]) if network.details.facts_with(city)]
    for thing in [*shown, *cities]:
        network.add(thing)
    known = set(shown)
    sites = {network.city_of(other) for one, _, other in links if kind_of(other) in SITES and one in known}
    for site in sorted(sites, key=lambda iri: iri.value):
        network.add(site)
    for one, predicate, other in links:
        network.link(one, predicate, network.city_of(other), only_known=True, stated=other)
    network.place_organisations(links)
    network.graph.graph |= {"title_zh": "企业与城市", "title_en": "Companies and cities"}
    # A city is shown for what is claimed of it, be it no link.
    network.other_facts += [
        detail for _, node in network.graph.nodes(data=True) for detail in node["details"]
    ]
    return network.finished()


def neighbourhood(store: Store, focus: NamedNode, *, depth: int = 1, limit: int = LIMIT) -> "Network":
    """Make the network of what is around one thing.

    Links are the accepted view's own triples, and facts: where no triple links two values of a fact that
    follow one another in its roles, the fact is their link. `notes` says how much is hidden.

    Args:
        store: The store.
        focus: The thing in the middle.
        depth: How many links away things may be.
        limit: How many things to show at most; what is nearer, and what facts speak of, comes first.
    """
    network = NetworkBuilder(store)
    found, links = _reach(network, focus, depth)
    backed = Counter(end for one, predicate, other in links for end in (one, other) if predicate != PART_OF)
    order = sorted(found, key=lambda t: (found[t], not backed[t], -backed[t], t.value))
    for thing in order[:limit]:
        network.add(thing)
    for link in links:
        network.link(*link, only_known=True)
    label = network.details.label(focus)
    network.other_facts += network.graph.nodes[shorten(focus)]["details"]
    network.graph.graph |= {
        "focus": shorten(focus),
        "title_zh": f"{label['zh']}：联系与事实",
        "title_en": f"{label['en']}: links and facts",
        "notes": [_how_many_shown(min(limit, len(order)), len(order))] if len(order) > limit else [],
    }
    return network.finished()


def _reach(
    network: NetworkBuilder, focus: NamedNode, depth: int
) -> tuple[dict[NamedNode, int], dict[Link, None]]:
    """Walk `depth` links out from a thing: how far away each thing is, and every link that was seen."""
    found: dict[NamedNode, int] = {focus: 0}
    links: dict[Link, None] = {}
    edge = [focus]
    for distance in range(1, depth + 1):
        reached: dict[NamedNode, None] = {}
        for thing in edge:
            if len(found) > _COUNT_MOST:
                break
            for link in network.links_around(thing):
                links[link] = None
                other = link[2] if link[0] == thing else link[0]
                if other not in found:
                    found[other] = distance
                    reached[other] = None
        edge = list(reached)
    return found, links


def from_triples(
    store: Store, triples: Iterable[Triple], *, title: Mapping[str, str] | None = None
) -> "Network":
    """Make the network of some triples, such as a CONSTRUCT gives.

    IRIs are nodes; classes, labels and values belong to their subject and are no nodes. Where less than half
    of it has a place on a map, what is linked best is the focus.

    Args:
        store: Where labels, facts and evidence are looked up.
        triples: What is linked to what.
        title: What the network is called in "zh" and "en"; else it is called after its links.
    """
    network = NetworkBuilder(store)
    links: list[Link] = []
    values: list[tuple[NamedNode, NamedNode, Literal]] = []
    # An engine gives them in any order; the same triples are the same picture.
    for triple in sorted(set(triples), key=str):
        subject, value = _as_node(triple.subject), triple.object
        if subject is None:
            continue
        network.add(subject)
        if isinstance(value, Literal):
            values.append((subject, triple.predicate, value))
        elif triple.predicate != A and (other := _as_node(value)) is not None:
            network.add(other)
            links.append((subject, triple.predicate, other))
    for link in links:
        network.link(*link)
    for subject, predicate, literal in values:
        network.add_value(subject, predicate, literal)
    network.place_organisations(links)
    network.set_title(title or {}, links)
    return network.finished()


def _as_node(term: object) -> NamedNode | None:
    """Give an IRI as it is, a blank node under a name of its own, and nothing for anything else."""
    if isinstance(term, NamedNode):
        return term
    return NamedNode(f"urn:blank:{term.value}") if isinstance(term, BlankNode) else None


def _how_many_shown(shown: int, all_: int) -> dict[str, str]:
    more = all_ > _COUNT_MOST
    en = f"{shown} of {'more than ' if more else ''}{all_} shown"
    return Text(en, f"{'超过 ' if more else ''}{all_} 项中显示 {shown} 项")
