"""The W3C's service description suite: what the endpoint says of itself, held against the schema."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import SHARED
from support.w3c.description import SD, faults
from support.w3c.manifest import MF, SUITES, Manifest
from support.w3c.running import running
from support.w3c.wire import Answer, Service

FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
TESTS = {"returns-rdf", "has-endpoint-triple", "conforms-to-schema"}
"""The suite: three names and no more, the tests below are what each means."""

PREFIXES = f"PREFIX sd: <{SD}> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running() as one:
        yield one


@pytest.fixture(scope="module")
def description(service: Service) -> Answer:
    """What a GET of the endpoint gives to whoever says nothing more."""
    return service.send("GET", service.query)


def triples(answer: Answer) -> list[ox.Quad]:
    return list(ox.parse(answer.body, format=FORMATS[answer.media_type]))


def test_these_are_the_tests_that_the_w3c_published(shared: Path) -> None:
    assert shared == SHARED
    manifest = Manifest(shared / SUITES / "service-description/manifest.ttl")
    assert {test.value.partition("#")[2] for test in manifest.listed(MF + "entries")} == TESTS


def test_returns_rdf(description: Answer) -> None:
    assert description.status == 200
    assert description.media_type in FORMATS, str(description)
    assert triples(description)


def test_has_an_endpoint_triple_that_matches(service: Service, description: Answer) -> None:
    endpoints = [t.object.value for t in triples(description) if t.predicate.value == SD + "endpoint"]
    assert f"{service.url}{service.query}" in endpoints


def test_conforms_to_the_schema(description: Answer) -> None:
    assert faults(triples(description)) == []


@pytest.mark.parametrize("media_type", FORMATS)
def test_is_the_same_in_every_format(service: Service, description: Answer, media_type: str) -> None:
    answer = service.send("GET", service.query, {"Accept": media_type})
    assert answer.status == 200 and answer.media_type == media_type
    found, expected = ox.Dataset(triples(answer)), ox.Dataset(triples(description))
    for dataset in (found, expected):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert found == expected


def test_whoever_takes_no_rdf_is_told_what_there_is(service: Service) -> None:
    answer = service.send("GET", service.query, {"Accept": "image/png"})
    assert answer.status == 406
    assert b"text/turtle" in answer.body


def test_says_what_the_service_really_does(service: Service, description: Answer) -> None:
    formats = [t.object.value for t in triples(description) if t.predicate.value == SD + "resultFormat"]
    assert {f.rpartition("/")[2] for f in formats} >= {"SPARQL_Results_JSON", "SPARQL_Results_XML", "Turtle"}
    languages = {
        t.object.value for t in triples(description) if t.predicate.value == SD + "supportedLanguage"
    }
    assert languages >= {SD + "SPARQL11Query", SD + "SPARQL11Update"}


@pytest.mark.parametrize(
    "broken",
    [
        "[] a sd:Dataset .",
        "[] a sd:Service .",
        "[] a sd:Service ; sd:endpoint 'text' .",
        "[] a sd:Service ; sd:endpoint <http://example/a> , <http://example/b> .",
        "[] a sd:Service ; sd:endpoint <http://example/a> ; sd:url <http://example/a> .",
        "[] a sd:Service ; sd:endpoint <http://example/a> ; sd:feature sd:SPARQL11Query .",
        "[] a sd:Service ; sd:endpoint <http://example/a> ; sd:feature sd:Everything .",
        "[] a sd:Service ; sd:endpoint <http://example/a> ; sd:defaultDataset [ a sd:Graph ] .",
        "[] a sd:Service , sd:Endpoint ; sd:endpoint <http://example/a> .",
        "[] sd:namedGraph [ a sd:NamedGraph ] . [] a sd:Service ; sd:endpoint <http://example/a> .",
    ],
)
def test_a_description_that_breaks_the_schema_is_found_out(broken: str) -> None:
    assert faults(ox.parse(f"{PREFIXES}{broken}", format=ox.RdfFormat.TURTLE))


def test_a_description_that_obeys_the_schema_has_no_fault() -> None:
    whole = """[] a sd:Service ; sd:endpoint <http://example/a> ; sd:feature sd:EmptyGraphs ;
        sd:supportedLanguage sd:SPARQL11Query ; sd:resultFormat <http://www.w3.org/ns/formats/Turtle> ;
        sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ;
            sd:namedGraph [ a sd:NamedGraph ; sd:name <http://example/g> ; sd:graph [ a sd:Graph ] ] ] ."""
    assert faults(ox.parse(f"{PREFIXES}{whole}", format=ox.RdfFormat.TURTLE)) == []
