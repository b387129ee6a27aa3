"""Nobody makes the service fetch: SERVICE and LOAD of strangers' addresses, in every disguise."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from support.hostile import Canary, canary, head, is_alive, posted, send
from support.served import Served, served

from kg.errors import BadQuery, NotAllowed
from kg.service.query_guard import check

QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
INNER = "{ ?s ?p ?o }"
QUERIES = {
    # what hides the keyword or the address: a query in which @ stands for an address in <>
    "nothing": "SELECT * { SERVICE @ " + INNER + " }",
    "small letters": "SELECT * { sErViCe @ " + INNER + " }",
    "silence": "SELECT * { SERVICE SILENT @ " + INNER + " }",
    "no space before SILENT": "SELECT * { SERVICESILENT@" + INNER + " }",
    "comments between": "SELECT * { SERVICE#x\n#y\r@#z\n" + INNER + " }",
    "a number before it": "SELECT * { ?s ?p 1SERVICE @ " + INNER + " }",
    "a decimal before it": "SELECT * { ?s ?p 1.5SERVICE @ " + INNER + " }",
    "an exponent before it": "SELECT * { ?s ?p 1e5SERVICE @ " + INNER + " }",
    "a truth before it": "SELECT * { ?s ?p trueSERVICE @ " + INNER + " }",
    "a dot before it": "SELECT * { ?s ?p true.SERVICE @ " + INNER + " }",
    "a prefix": "PREFIX e: @ SELECT * { SERVICE e:x " + INNER + " }",
    "an empty prefix": "PREFIX : @ SELECT * { SERVICE:x " + INNER + " }",
    "an empty prefix and SILENT": "PREFIX : @ SELECT * { SERVICESILENT:x " + INNER + " }",
    "a base": "BASE @ SELECT * { SERVICE <x> " + INNER + " }",
    "a variable": "SELECT * { VALUES ?x { @ } SERVICE ?x " + INNER + " }",
    "a bound variable": "SELECT * { BIND(@ AS ?x) SERVICE ?x " + INNER + " }",
    "a string without an end": "SELECT * { VALUES ?x { '''a' } SERVICE @ " + INNER + " }",
    "the other such string": 'SELECT * { VALUES ?x { """a" } SERVICE @ ' + INNER + " }",
    "a string that cannot be": "SELECT * { VALUES ?x { '''a' } SERVICE @ " + INNER + " # \\z'''\n}",
    "half a pair": "SELECT * { VALUES ?x { '''a' } SERVICE @ " + INNER + " # \\uD800'''\n}",
    "less than": "SELECT * { FILTER(1<2)#>'''\nSERVICE @ " + INNER + "\n#'''\n}",
    "less than, a prefix": "PREFIX : @ SELECT * { FILTER(1<2)SERVICE:x#>\n" + INNER + " }",
    "less than an IRI": "SELECT * { FILTER(?q<<http://x/#>||true) SERVICE @ " + INNER + " }",
    "less than a string": "SELECT * { FILTER('a'<'>'||'''x'''='''a' SERVICE''') SERVICE @ " + INNER + " }",
    "no word's letter": "PREFIX e: <urn:> ASK { OPTIONAL {?s ?p e:\u3001\\'} SERVICE @ " + INNER + " #'\n}",
    "EXISTS": "SELECT * { ?s ?p ?o FILTER EXISTS{SERVICE@" + INNER + "} }",
    "MINUS": "SELECT * { ?s ?p ?o MINUS{SERVICE@" + INNER + "} }",
    "LATERAL": "SELECT * { ?s ?p ?o LATERAL{SERVICE@{?a ?b ?c}} }",
    "a query inside": "ASK { { SELECT * { { SELECT * { SERVICE @ " + INNER + " } } } } }",
}  # fmt: skip
UPDATES = {
    "nothing": "LOAD @",
    "a graph": "LOAD @ INTO GRAPH <urn:x>",
    "small letters": "load silent @ into graph <urn:x>",
    "no space before SILENT": "LOADSILENT@",
    "an empty prefix": "PREFIX : @ LOAD:x",
    "an empty prefix and SILENT": "PREFIX : @ LOADSILENT:x",
    "a second operation": "INSERT DATA { <urn:a> <urn:b> 1 };LOAD@INTO GRAPH<urn:x>",
    "a prefix in the second": "CLEAR SILENT GRAPH <urn:y> ; PREFIX : @ LOAD:x",
    "a string without an end": "INSERT {} WHERE { VALUES ?x { '''a' } };LOAD @",
    "SERVICE": "INSERT { ?s ?p ?o } WHERE { SERVICESILENT@" + INNER + " }",
    "DELETE": "DELETE { ?s ?p ?o } WHERE { VALUES ?x { '''a' } SERVICE @ " + INNER + " }",
}
ADDRESSES = (
    # of a host that is not allowed, where "allowed.test" is; {} is the port of the trap
    "http://127.0.0.1:{}/",
    "http://localhost:{}/",
    "http://LOCALHOST:{}/",
    "http://2130706433:{}/",
    "http://0x7f.1:{}/",
    "http://0:{}/",
    "http://[::1]:{}/",
    "http://[::ffff:127.0.0.1]:{}/",
    "http://127.0.0.1.:{}/",
    "http://allowed.test@127.0.0.1:{}/",
    "http://allowed.test:80@127.0.0.1:{}/",
    "http://allowed.test%2F@127.0.0.1:{}/",
    "http://127.0.0.1:{}#@allowed.test/",
    "http://127.0.0.1:{}?@allowed.test/",
    "http://allowed.test.127.0.0.1.nip.test:{}/",
    "http://allowed.test:{}/",
    "http://127.0.0.1\\u003A{}/",
    "//127.0.0.1:{}/",
    "file:///etc/passwd?{}",
    "ftp://allowed.test:{}/",
)


@pytest.fixture(scope="module")
def trap() -> Iterator[Canary]:
    with canary() as trap:
        yield trap


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    # Whoever may ask somebody has a network, so that nothing but the text of a query is what stops it.
    with served(None, "--allow", "allowed.test:80") as running:
        right = f"Authorization: Bearer {running.token}"
        few = b"INSERT DATA { <urn:a> <urn:b> 1 , 1.5 , 1e5 , true , 'a' }"
        answer = send(running.url, posted("/update", few, UPDATE, right))
        assert answer is not None and answer.status == 204
        yield running


@pytest.fixture(autouse=True)
def nobody_came(trap: Canary) -> Iterator[None]:
    trap.heard.clear()
    yield
    assert trap.heard == []


@pytest.mark.parametrize("disguise", QUERIES)
def test_no_query_fetches_however_it_says_so(service: Served, trap: Canary, disguise: str):
    query = QUERIES[disguise].replace("@", f"<{trap.url}>")
    answer = send(service.url, posted("/sparql", query.encode(), QUERY))
    assert answer is not None
    assert answer.status in (400, 403) or ("SILENT" in query and answer.status == 200)


@pytest.mark.parametrize("disguise", UPDATES)
def test_no_update_fetches_however_it_says_so(service: Served, trap: Canary, disguise: str):
    update = UPDATES[disguise].replace("@", f"<{trap.url}>")
    right = f"Authorization: Bearer {service.token}"
    answer = send(service.url, posted("/update", update.encode(), UPDATE, right))
    assert answer is not None
    assert answer.status in (400, 403) or ("silent" in update and answer.status == 204)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_of_an_allowed_host_or_it_is_not_asked(trap: Canary, address: str):
    named = address.format(trap.port)
    for text in (f"ASK {{ SERVICE <{named}> {{ }} }}", f"LOAD <{named}>"):
        with pytest.raises((NotAllowed, BadQuery)):
            check(text, allowed=["allowed.test:80"])


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p 'SERVICE <http://x.test/>' }",
        "ASK { ?s ?p '''LOAD\n<http://x.test/>''' } # SERVICE <http://x.test/> {}",
        "SELECT ?service ?load { ?service workload:load ?load ; a sl:Service , <http://x.test/SERVICE> }",
        "PREFIX service: <http://x.test/> ASK { service:a a service:load , 'a'@service }",
        "INSERT DATA { <urn:a> <urn:b> 'SERVICE' } ; PREFIX load: <urn:x:> INSERT DATA { load:a load:b 1 }",
        "ASK { SERVICE <http://allowed.test/sparql> { ?s ?p 'service' } }",
        "ASK { SERVICE SILENT <http://ALLOWED.test:80/> { ?s workload:x ?o } }",
        "LOAD <http://allowed.test/a> ; LOAD SILENT <http://allowed.test/b> INTO GRAPH <urn:g> ; CLEAR ALL",
    ],
)
def test_words_that_are_no_keywords_and_hosts_that_are_allowed_are_let_through(text: str):
    assert check(text, allowed=["allowed.test:80"]) == text


def test_what_is_no_sparql_is_refused_with_its_place():
    with pytest.raises(BadQuery) as caught:
        check("ASK { ?s ?p ?o } SERVICE", allowed=["allowed.test"])
    assert "line 1" in caught.value.sentence("en")


@pytest.mark.parametrize("field", ["query", "name"])
@pytest.mark.parametrize("page", ["/picture", "/sparql"])
def test_pages_fetch_no_more_than_the_endpoint_does(service: Served, trap: Canary, page: str, field: str):
    for form in ("SELECT *", "CONSTRUCT { ?s ?p ?o }", "DESCRIBE ?s"):
        for inner in ("SERVICE @ { ?s ?p ?o }", "SERVICESILENT@{ ?s ?p ?o }"):
            said = f"{form} FROM @ WHERE {{ {inner} }}".replace("@", f"<{trap.url}>")
            answer = send(
                service.url, head(f"GET {page}?{urlencode({field: said})} HTTP/1.1", "Accept: text/html")
            )
            assert answer is not None
            assert answer.status in (400, 403, 404) or "SILENT" in said


def test_a_named_query_does_not_fetch_what_its_parameter_names(service: Served, trap: Canary):
    for value in (trap.url, f"<{trap.url}>"):
        answer = send(service.url, head(f"GET /queries/about?{urlencode({'thing': value})} HTTP/1.1"))
        assert answer is not None
        assert answer.status < 500


@pytest.mark.parametrize("form", ["SERVICE", "LOAD"])
def test_an_allowed_host_leads_to_no_other(trap: Canary, form: str):
    moved = f"HTTP/1.1 302 Found\r\nLocation: {trap.url}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with canary(moved.encode()) as allowed, served(None, "--allow", f"127.0.0.1:{allowed.port}") as service:
        if form == "SERVICE":
            asked = posted("/sparql", f"ASK {{ SERVICE <{allowed.url}> {INNER} }}".encode(), QUERY)
        else:
            right = f"Authorization: Bearer {service.token}"
            asked = posted("/update", f"LOAD <{allowed.url}>".encode(), UPDATE, right)
        answer = send(service.url, asked)
        assert allowed.heard
    assert answer is not None
    assert answer.status >= 400


def test_a_graph_that_is_named_is_a_name_and_not_fetched(service: Served, trap: Canary):
    name = urlencode({"graph": trap.url})
    for field in ("default-graph-uri", "named-graph-uri"):
        told = urlencode({"query": "ASK { ?s ?p ?o }", field: trap.url})
        answer = send(service.url, head(f"GET /sparql?{told} HTTP/1.1"))
        assert answer is not None
        assert answer.status == 200
    for method in ("GET", "HEAD"):
        answer = send(service.url, head(f"{method} /store?{name} HTTP/1.1"), method)
        assert answer is not None
        assert answer.status == 404


def test_documents_that_name_other_documents_are_read_without_them(trap: Canary):
    entity = (
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "{trap.url}">]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:u:">'
        '<rdf:Description rdf:about="urn:a"><u:b>&b;</u:b></rdf:Description></rdf:RDF>'
    )
    imports = f"<urn:a> <http://www.w3.org/2002/07/owl#imports> <{trap.url}> ."
    with served(None) as service:
        right = f"Authorization: Bearer {service.token}"
        for body, media_type, status in (
            (f'{{"@context": "{trap.url}", "@id": "urn:a", "b": "c"}}', "application/ld+json", 400),
            (f'{{"@context": {{"@import": "{trap.url}"}}, "@id": "urn:a"}}', "application/ld+json", 400),
            (entity, "application/rdf+xml", 400),
            (imports, "text/turtle", 201),
        ):
            answer = send(service.url, posted("/store?graph=urn:g", body.encode(), media_type, right))
            assert answer is not None
            assert answer.status == status
        assert is_alive(service.url)
