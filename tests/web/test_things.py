"""The pages of things: what they tell of cities, facts, claims, documents and classes, in both languages."""

import pytest
from pyoxigraph import DefaultGraph
from support.pages_world import ask, graph_of, html, links, words
from support.small_world import make_world, put

from kg.graph import Graph
from kg.model.kinds import FactKind
from kg.rdf.iris import mint
from kg.rdf.vocab import ID, term
from kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def world(kinds: dict[str, FactKind]) -> Graph:
    return graph_of(make_world(kinds))


@pytest.fixture(scope="module")
def demo(demo_store: EmbeddedStore) -> Graph:
    return graph_of(demo_store)


def test_a_city_has_its_names_in_both_languages_its_code_and_its_facts_with_their_positions(
    world: Graph,
) -> None:
    text = words(html(world, "/id/city/hangzhou"))
    assert "City Hangzhou 杭州 https://w3id.org/suanli/id/city/hangzhou" in text
    assert "also called 杭城" in text and "misspelt 航州" in text and "code 330100" in text
    assert "Hangzhou ranks 1 in the Ranking" in text
    assert "第一篇, characters 0–6; accepted 2 January 2026" in text, "the usual case is told in few words"
    assert "转载, characters 0–6" in text


def test_a_page_speaks_chinese_where_that_is_asked_for(world: Graph) -> None:
    text = html(world, "/id/city/hangzhou", "zh")
    assert '<html lang="zh-Hans">' in text
    assert "杭州在榜单中排名第1" in words(text) and "字符 0–6" in words(text)


def test_a_fact_that_nobody_accepted_says_so_and_a_rejected_one_says_why(world: Graph) -> None:
    text = words(html(world, "/id/city/beijing"))
    assert "Alibaba: headquarters in Beijing not accepted" in text
    assert "rule guess 3, rejected 2 January 2026 by Wang: it says nothing of it" in text
    assert "awaits review" in words(html(world, "/id/company/baidu"))


def test_things_in_a_sentence_are_links_but_not_the_thing_itself(world: Graph) -> None:
    found = {link.text: link.href for link in links(html(world, "/id/company/alibaba"))}
    assert found["Hangzhou"] == "/id/city/hangzhou"
    assert "Alibaba" not in found


def test_a_conflict_stands_at_the_top_with_both_values_and_who_says_which(world: Graph) -> None:
    text = words(html(world, "/id/country/china"))
    top = text[text.index("Documents disagree here") : text.index("Facts 2")]
    assert "Contradiction the values cannot both hold" in top
    assert "at least 70%" in top and "about 66%" in top
    assert "stated by Baidu, written “70%以上”" in top and "characters 38–43" in top
    assert text.count("Contradiction the values cannot both hold:") == 2, "and beside each of the two facts"


def test_a_fact_has_a_page_with_its_roles_and_its_sources_in_full(world: Graph) -> None:
    fact = next(
        link.href for link in links(html(world, "/id/ranking/r")) if link.href.startswith("/id/claim")
    )
    claim = html(world, fact)
    stated = next(link.href for link in links(claim) if link.href.startswith("/id/fact/"))
    text = words(html(world, stated))
    assert "ranking Ranking" in text and "Who says so, and where" in text
    assert "read by a person, confidence 1, accepted 2 January 2026 by Wang: it says so" in text


def test_a_record_is_called_after_what_it_is_about(world: Graph) -> None:
    said = {
        "claim": ("Claim: Alibaba", "主张：阿里巴巴"),
        "review": ("Review of the claim: ", "对主张的审核："),
    }
    for kind, begins in (*said.items(), ("evidence", ("Evidence in: ", "证据，见："))):
        subjects = {q.subject.value for q in world.store.quads() if f"{ID}{kind}/" in str(q.subject)}
        for language, begin in zip(("en", "zh"), begins, strict=True):
            pages = [html(world, s.removeprefix("https://w3id.org/suanli"), language) for s in subjects]
            heads = [
                words(page.partition("<h1")[2].partition("</h1>")[0].partition(">")[2]) for page in pages
            ]
            assert any(head.startswith(begin) for head in heads), heads


def test_long_numbers_are_grouped_and_properties_have_one_order_in_both_languages(demo: Graph) -> None:
    large = next(q for q in demo.store.quads(predicate=term("sl:value")) if q.object.value == "100000000000")  # type: ignore[union-attr]
    fact = str(large.subject)[1:-1].removeprefix("https://w3id.org/suanli")
    assert "value 100,000,000,000" in words(html(demo, fact)) and "1000亿" in words(html(demo, fact, "zh"))
    for path in (fact, "/ontology/City", "/id/document/idc-2018-2019-csdn"):
        orders = []
        for language in ("en", "zh"):
            rows = html(demo, path, language).partition('<dl class="rows">')[2].partition("</dl>")[0]
            orders.append([part.partition('"')[0] for part in rows.split('<dt><a href="')[1:]])
        assert orders[0] == orders[1] and len(orders[0]) > 2


def test_properties_of_other_vocabularies_have_names_and_things_of_one_name_are_told_apart(
    demo: Graph,
) -> None:
    for name in ("City", "", "shape/ClaimCheck-confidence", "shape/UnitOfCheck"):
        for language in ("en", "zh"):
            rows = html(demo, f"/ontology/{name}", language).partition('<dl class="rows">')[2]
            terms = [words(part.partition("</dt>")[0]) for part in rows.split("<dt>")[1:]]
            assert terms and not [term for term in terms if ":" in term]
    text = words(html(demo, "/id/graph/ontology", "zh"))
    assert "加速器类型 sl:Accelerator 加速器类型 sl:AcceleratorScheme" in text


@pytest.mark.parametrize("kind", ["claim", "evidence", "review", "fact"])
def test_records_have_pages_in_both_languages(world: Graph, kind: str) -> None:
    subjects = {q.subject.value for q in world.store.quads() if f"{ID}{kind}/" in str(q.subject)}
    assert len(subjects) >= 10 - 2 * (kind == "evidence")
    for subject in sorted(subjects):
        for language in ("zh", "en"):
            html(world, subject.removeprefix("https://w3id.org/suanli"), language)


def test_a_ranking_is_a_table_in_its_order(demo: Graph) -> None:
    text = words(html(demo, "/id/ranking/idc-ai-cities-2018-2019"))
    order = [text.index(f" {place} {city} ") for place, city in (("1", "Hangzhou"), ("2", "Beijing"))]
    assert order == sorted(order) and " (6) Chengdu " in text
    assert "which the text does not call a rank" in text


def test_a_document_tells_its_claims_in_the_order_in_which_it_makes_them(demo: Graph) -> None:
    import re

    text = words(html(demo, "/id/document/idc-2021-2022-ranking"))
    claims = text[text.index("What it claims") :]
    firsts = []
    for block in claims.split(" fact ")[1:]:
        firsts.append(min(int(start) for start in re.findall(r"characters (\d+)–", block) or ["0"]))
    assert len(firsts) > 30 and firsts == sorted(firsts)


def test_a_class_has_its_definition_and_its_things_a_page_at_a_time(demo: Graph) -> None:
    first = html(demo, "/ontology/City")
    assert "A prefecture-level division of China" in words(first) and "Things of this class 339" in words(
        first
    )
    every = []
    for number in range(1, 5):
        page = html(demo, "/ontology/City", page=str(number))
        every += [link.href for link in links(page) if link.href.startswith("/id/city/")]
    assert len(every) == len(set(every)) == 339
    assert "/ontology/City?page=2#instances" in [link.href for link in links(first)]


def test_cities_of_one_name_are_told_apart_by_their_province(demo: Graph) -> None:
    text = " ".join(words(html(demo, "/ontology/City", page=str(n))) for n in range(1, 5))
    assert "Suzhou Anhui" in text and "Suzhou Jiangsu" in text


def test_a_property_tells_how_often_it_is_used_and_where(demo: Graph) -> None:
    text = words(html(demo, "/ontology/basedIn"))
    assert "Where it is used 32" in text and "Alibaba Hangzhou" in text


def test_a_named_graph_tells_what_it_speaks_of(demo: Graph) -> None:
    text = words(html(demo, "/id/graph/document/idc-2021-2022-ranking"))
    assert "Claim 51" in text and "What this graph speaks of" in text


def test_links_to_a_thing_are_counted_by_property_and_each_property_can_be_seen_alone(demo: Graph) -> None:
    text = html(demo, "/id/province/zhejiang")
    assert "part of 11" in words(text)
    many = html(demo, "/id/country/china", via="https://w3id.org/suanli/ontology/partOf")
    assert "/id/province/zhejiang" in [link.href for link in links(many)]


def test_the_last_page_is_given_for_one_beyond_it(demo: Graph) -> None:
    assert "page 4 of 4" in words(html(demo, "/ontology/City", page="99999"))
    assert "page 1 of 4" in words(html(demo, "/ontology/City", page="-1"))


def test_a_thing_without_a_name_or_facts_has_a_page(kinds: dict[str, FactKind]) -> None:
    store = make_world(kinds)
    put(store, "city:nowhere sl:partOf country:china .", DefaultGraph())
    assert "city:nowhere" in words(html(graph_of(store), "/id/city/nowhere"))


def test_an_unknown_iri_is_404_and_names_what_is_near(demo: Graph) -> None:
    reply = ask(demo, "/id/city/hangzhow")
    assert reply.status == 404
    text = html(demo, "/id/city/hangzhow")
    assert "/id/city/hangzhou" in [link.href for link in links(text)]


@pytest.mark.parametrize("name", ["nosuch", "hangzhow", "xqzv"])
def test_a_program_is_told_of_an_unknown_iri_in_sentences_that_are_whole(demo: Graph, name: str) -> None:
    for language in ("en", "zh"):
        reply = ask(demo, f"/id/city/{name}", language, format="ttl")
        said = bytes(reply.body).decode()  # type: ignore[arg-type]
        near = demo.near_iris(mint("city", name))
        assert reply.status == 404 and f"city:{name}" in said and "kg find" not in said
        assert bool(near) is ("did you mean" in said or "是否指" in said)
        assert "mean ?" not in said and "指 ？" not in said


def test_a_path_without_a_page_leads_to_where_there_are_pages(demo: Graph) -> None:
    text = html(demo, "/nothing'here", "en", lang="en")
    main = text[text.index("<main") : text.index("</main>")]
    assert "There is no such page" in main and "<code>/nothing&#39;here</code>" in main
    assert [link.href for link in links(main)] == ["/?lang=en", "/search?lang=en", "/queries?lang=en"]


@pytest.mark.parametrize(
    "path", ["/nothing", "/id", "/id/", "/ontology/", "/id/city/", "/id/city/a b", "/id/<x>"]
)
def test_what_is_no_page_is_404_in_both_languages(demo: Graph, path: str) -> None:
    if path == "/ontology/":
        assert ask(demo, path).status == 200, "the ontology itself"
        return
    for language in ("zh", "en"):
        assert ask(demo, path, language).status == 404
        html(demo, path, language)


def test_links_keep_the_language_where_the_address_names_it(demo: Graph) -> None:
    ours = [
        link.href for link in links(html(demo, "/id/city/hangzhou", "zh", lang="zh")) if link.href[0] == "/"
    ]
    kept = [href for href in ours if "lang=" in href or "format=" in href]
    assert len(ours) - len(kept) == 1, "only the description of the dataset has no language"
    plain = [link.href for link in links(html(demo, "/id/city/hangzhou", "zh")) if "lang=" in link.href]
    assert plain == ["/id/city/hangzhou?lang=en"]
