"""What the page of a thing leads on to: queries about it, its picture, and what links to it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from support.pages_world import ask, graph_of, html, links, words
from support.read_pages import read_page

from kg.graph import Graph
from kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def demo(demo_store: EmbeddedStore) -> Graph:
    return graph_of(demo_store)


def further(graph: Graph, path: str, language: str = "en", **given: str) -> dict[str, str]:
    """Give the questions of a page: the queries and pictures by name, each with its address."""
    page = read_page(html(graph, path, language, **given))
    found = [s for s in page.all("section") if s.attributes.get("aria-labelledby") == "further"]
    addresses = [a.attributes["href"] for section in found for a in section.all("a")]
    return {urlsplit(address).path.removeprefix("/queries/"): address for address in addresses}


def test_a_city_leads_to_the_queries_that_take_a_city_with_it_filled_in(demo: Graph) -> None:
    found = further(demo, "/id/city/hangzhou", lang="en")
    assert {"city-over-editions", "companies-in-city", "is-ranked", "city-surroundings"} <= found.keys()
    assert found["city-over-editions"] == "/queries/city-over-editions?city=city%3Ahangzhou&lang=en"
    assert found["statistics"].startswith("/queries/statistics?area=city%3Ahangzhou"), "a city is a place"
    assert not {"cities-two-companies-share", "claims-of-document", "class-tree"} & found.keys()


@pytest.mark.parametrize(
    "path",
    ["city/hangzhou", "company/alibaba", "ranking/idc-ai-cities-2021-2022", "document/idc-2018-2019-csdn"],
)
def test_every_question_is_answered(demo: Graph, path: str) -> None:
    found = further(demo, f"/id/{path}")
    assert len(found) >= 3
    for address in found.values():
        given = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        page = ask(demo, urlsplit(address).path, **given)
        assert page.status == 200, address


def test_the_picture_of_a_thing_is_one_step_away(demo: Graph) -> None:
    page = html(demo, "/id/company/alibaba", "zh")
    pictures = [link for link in links(page) if link.href.startswith("/picture?")]
    assert "/picture?name=everything-about&thing=company%3Aalibaba" in [link.href for link in pictures]
    assert {link.text for link in pictures} == {"图"}


def test_a_thing_is_not_compared_with_itself(demo: Graph) -> None:
    newest, oldest = (
        further(demo, f"/id/ranking/idc-ai-cities-{years}")["who-left"]
        for years in ("2021-2022", "2018-2019")
    )
    assert "later=ranking" in newest and "earlier=ranking" in oldest


def test_of_what_nothing_is_said_nothing_is_asked(demo: Graph) -> None:
    assert further(demo, "/id/city/zhangye") == {}


def test_what_links_here_says_in_which_direction(demo: Graph) -> None:
    page = html(demo, "/id/company/alibaba")
    assert "… → unit of → Alibaba 1 Alibaba Cloud" in words(page)
    assert "… → 隶属于 → 阿里巴巴 1 阿里云" in words(html(demo, "/id/company/alibaba", "zh"))
    long = words(html(demo, "/id/ranking/idc-ai-cities-2020-2021"))
    assert "… → previous → this 1 Ranking of China's AI cities, 2021-2022" in long


def test_a_ranking_without_entries_says_so(demo: Graph) -> None:
    empty = "/id/ranking/idc-ai-cities-2020-2021"
    assert "No entries yet" in words(html(demo, empty)) and "尚无条目" in words(html(demo, empty, "zh"))
    assert "No entries yet" not in words(html(demo, "/id/ranking/idc-ai-cities-2021-2022"))


def test_home_has_the_newest_rankings_first_each_with_its_count(demo: Graph) -> None:
    page = read_page(html(demo, "/"))
    section = next(s for s in page.all("section") if s.attributes.get("aria-labelledby") == "rankings")
    told = [item.text for item in section.all("li")]
    assert told[0] == "Ranking of China's AI cities, 2021-2022 10 entries"
    assert told[1] == "Ranking of China's AI cities, 2020-2021 no entries yet"
    assert told[-1].endswith("entries") or told[-1].endswith("1 entry")
    assert "1 条" in words(html(demo, "/", "zh")) and len(told) == 8


def test_a_name_in_another_language_than_the_page_says_in_which(demo: Graph) -> None:
    title, home = "中美AI争高下的秘诀！一文看尽中国AI计算力发展", html(demo, "/", lang="en")
    path = "/id/document/idc-2018-2019-csdn"
    assert f'<a href="{path}?lang=en" lang="zh-Hans"><bdi>{title}</bdi></a>' in home
    assert f'<h1 lang="zh-Hans"><bdi>{title}</bdi></h1>' in html(demo, path)
    assert f'<a href="{path}" lang="zh-Hans"><bdi>{title}</bdi></a>' in html(demo, "/id/city/hangzhou")
    assert f'<a href="{path}"><bdi>{title}</bdi></a>' in html(demo, "/id/city/hangzhou", "zh")
    assert ' lang="en"><bdi>IDC</bdi></a>' in html(demo, "/id/city/hangzhou", "zh")
    assert 'lang="zh' not in html(demo, "/ontology/City").partition("<main")[2].partition("</h1>")[0]
