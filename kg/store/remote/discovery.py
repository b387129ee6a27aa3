"""Finding out what an endpoint is: which engine, and where it takes queries, updates and graphs.

One small query tells whether anybody answers, and its header which engine that is. Addresses that are not
given are what is customary for that engine.
"""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError, NotAnEndpoint, StoreError
from kg.store.remote import answers
from kg.store.remote.dialects import JSON, UNION, Dialect, dialect_named, recognised
from kg.store.remote.endpoint import TIMEOUT_S, Endpoint
from kg.store.remote.login import Addresses, Login, split_login
from kg.store.remote.remote_store import RemoteStore

# Where an engine answers whose home page was named: "" is the address itself.
_USUAL_PATHS = ("", "/query", "/sparql")
_UNION = ox.NamedNode("http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph")
_FEATURE = ox.NamedNode("http://www.w3.org/ns/sparql-service-description#feature")
# A description is some dozens of triples; Fuseki answers with all its data instead.
_LONGEST = 1_000


def connect(
    url: str,
    *,
    update_url: str | None = None,
    graph_store_url: str | None = None,
    user: str = "",
    password: str = "",
    token: str = "",
    timeout_s: float = TIMEOUT_S,
    engine: str | None = None,
    default_graph: str | None = None,
    cache: Path | None = None,
    language: str = "en",
) -> RemoteStore:
    """Open the store behind an endpoint.

    Args:
        url: Its address for queries, or that of the engine's home page.
        update_url: Its address for updates; what is customary for the engine if None.
        graph_store_url: Its address for graphs; what is customary if None.
        user: Who asks; basic and digest authentication, whichever it wants.
        password: What goes with it.
        token: For bearer authentication, in place of the two.
        timeout_s: For how many seconds it may be silent, while called and while its answer is read.
        engine: One of `kg.store.remote.dialects.DIALECTS`; found out if None.
        default_graph: The IRI of the graph that our default graph is kept in; as the engine needs if None.
        cache: A folder for what is derived from the store, such as the index of its labels.
        language: "zh" or "en": in which it is asked to say what is wrong.

    Raises:
        BadTerm: An address is none, or there is no such engine.
        StoreError: Nobody answers there, or something that is no SPARQL endpoint.
    """
    query, login = split_login(url, Login(user, password, token))
    given = Addresses(query, _without_login(update_url), _without_login(graph_store_url))
    endpoint = Endpoint(given, login, timeout_s, language)
    dialect = dialect_named(engine) if engine else None
    if dialect is None:
        endpoint, dialect = _recognised(endpoint)
    if default_graph is not None:
        dialect = replace(dialect, default_graph=ox.NamedNode(default_graph))
    customary = dialect.customary_addresses(endpoint.addresses.query, logged_in=bool(login.user))
    addresses = Addresses(
        # Virtuoso lets a user in at another address than everybody.
        (customary.update or "") if _has_login_address(dialect, login) else endpoint.addresses.query,
        given.update or customary.update,
        given.graph_store or customary.graph_store,
    )
    return RemoteStore(endpoint.at(addresses), dialect, cache)


def _has_login_address(dialect: Dialect, login: Login) -> bool:
    return bool(dialect.ends_logged_in and login.user)


def _without_login(url: str | None) -> str | None:
    return split_login(url, Login())[0] if url else None


def _recognised(endpoint: Endpoint) -> tuple[Endpoint, Dialect]:
    """Find the engine that answers at an address, or at a customary path below it.

    Raises:
        StoreError: None does; the error is that of the address itself.
    """
    first: KgError | None = None
    for end in _USUAL_PATHS:
        base = endpoint.addresses.query.rstrip("/") if end else endpoint.addresses.query
        here = endpoint.at(replace(endpoint.addresses, query=base + end))
        try:
            answer = here.query("ASK {}", "ASK", answers.accepted(JSON), {})
            answers.truth(answer)
            return here, _dialect(here, recognised(answer.headers, here.addresses.query))
        except StoreError as error:
            first = first or error
            if not _may_be_elsewhere(error):
                break
    assert first is not None
    raise first


def _may_be_elsewhere(error: StoreError) -> bool:
    """Say whether an endpoint may be at another path of a host that does answer."""
    return isinstance(error, NotAnEndpoint) or error.values.get("status") in (404, 405)


def _dialect(here: Endpoint, found: Dialect) -> Dialect:
    if found.default_graph is not None or not _is_union(here):
        return found
    # Some engines are set up either way.
    return replace(found, default_graph=UNION.default_graph, lists_graphs=True, rewrites_updates=True)


def _is_union(here: Endpoint) -> bool:
    """Read from the service description whether queries see the union of all graphs."""
    try:
        answer = here.get(here.addresses.query, answers.GRAPHS)
        described = islice(answers.triples(answer), _LONGEST)
        return any(t.predicate == _FEATURE and t.object == _UNION for t in described)
    except KgError:
        return False  # many have none
