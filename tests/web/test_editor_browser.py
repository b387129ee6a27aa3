"""The editor in a real Chromium over a running service: it asks nobody else, breaks no policy, and works."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from support.browser import Browser
from support.served import Served, served

from kg.web.queries import editor_files as assets

pytestmark = pytest.mark.browser

READY = "window.__ready"
LOADED = "document.readyState === 'complete'"
SL, CITY = "PREFIX sl: <https://w3id.org/suanli/ontology/>", "PREFIX city: <https://w3id.org/suanli/id/city/>"
SELECT = f"{SL} {CITY} SELECT ?c {{ ?c sl:basedIn city:hangzhou }} ORDER BY ?c"
CONSTRUCT = f"{SL} CONSTRUCT {{ ?c sl:basedIn ?city }} WHERE {{ ?c sl:basedIn ?city }}"


@pytest.fixture(scope="module")
def site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo graph served with the editor's files."""
    cache = tmp_path_factory.mktemp("cache")
    assert assets.fetch(cache / "suanli")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        with served(demo_folder) as running:
            yield running


@pytest.fixture(scope="module")
def plain_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo graph served where nothing can be cached, so without the editor's files."""
    nowhere = tmp_path_factory.mktemp("nowhere") / "file"
    nowhere.write_text("no folder")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(nowhere))
        with served(demo_folder) as running:
            yield running


@pytest.fixture(autouse=True)
def _as_new(browser: Browser, site: Served) -> None:
    browser.size(1200, 900)
    browser.visit(f"{site.url}/static/icon.svg")
    browser.run("return localStorage.clear(), 1")


def opened(browser: Browser, site: Served, query: str = "", **parameters: str) -> None:
    given = parameters | ({"query": query} if query else {})
    asked = "&".join(f"{name}={quote(value)}" for name, value in given.items())
    browser.visit(f"{site.url}/sparql?{asked}", wait_for=READY)


def run(browser: Browser) -> None:
    browser.find(".tabPanel.active .yasqe_queryButton").click()


def value(browser: Browser) -> str:
    return str(browser.run("window.__editor.getTab().getQuery()"))


def strangers(browser: Browser, site: Served) -> list[str]:
    return [url for url in browser.asked_for() if not url.startswith((f"{site.url}/", "data:", "about:"))]


def test_a_select_shows_rows_and_asks_nobody_else(browser: Browser, site: Served) -> None:
    opened(browser, site, lang="en")
    run(browser)
    browser.wait("document.querySelectorAll('.yasr tbody tr').length === 3")
    # Names are asked for once the rows are there.
    browser.wait("document.querySelector('.yasr tbody a[title=\"company:alibaba\"]')")
    assert "Alibaba\tAlibaba" in browser.text(".yasr tbody")
    assert browser.run("document.querySelector('.yasqe_queryButton .run-word').textContent") == "Run"
    assert browser.text(".yasr_response_chip").startswith("3 rows, ")
    link = browser.find(".yasr tbody a")
    assert link.get_attribute("href") == f"{site.url}/id/company/alibaba?lang=en"
    browser.settle()
    assert strangers(browser, site) == [] and browser.complaints() == []


def test_a_construct_is_drawn_as_the_picture_that_kg_draw_makes(browser: Browser, site: Served) -> None:
    opened(browser, site, lang="zh")
    browser.run("return window.__editor.getTab().setQuery(arguments[0]), 1", CONSTRUCT)
    run(browser)
    browser.wait("document.querySelector('.yasr iframe.picture')?.contentWindow.__ready")
    frame = urlsplit(browser.run("document.querySelector('.yasr iframe').src"))
    assert frame.path == "/picture" and parse_qs(frame.query)["query"] == [CONSTRUCT]
    nodes = browser.run(
        "document.querySelector('.yasr iframe').contentWindow.__picture.picture.things.length"
    )
    assert nodes > 20
    for view, selector in (("rows", ".yasr tbody tr"), ("response", ".yasr .CodeMirror")):
        browser.find(f".select_{view}").click()
        browser.wait(f"document.querySelectorAll({json.dumps(selector)}).length > 0")
    browser.settle()
    assert strangers(browser, site) == [] and browser.complaints() == []


def test_everything_that_is_written_speaks_the_language_of_the_page(browser: Browser, site: Served) -> None:
    opened(browser, site, lang="zh")
    run(browser)
    browser.wait("document.querySelectorAll('.yasr tbody tr').length === 3")
    said = browser.text("main")
    assert all(word in said for word in ("表格", "图", "原始响应", "3 行", "命名查询"))
    assert not any(word in said for word in ("Table", "Response", "results", "seconds", "Query "))


def test_the_query_of_the_address_is_shown_whatever_was_kept(browser: Browser, site: Served) -> None:
    opened(browser, site)
    browser.run("return window.__editor.getTab().setQuery('ASK { }'), 1")
    run(browser)
    browser.wait("document.querySelector('.yasr .truth')")
    opened(browser, site, SELECT)
    assert value(browser) == SELECT
    opened(browser, site, SELECT)
    assert value(browser) == SELECT and browser.run("document.querySelectorAll('.tabsList .tab').length") == 2
    # Without a query in the address what was open last is open still, and no old answer is shown for new.
    opened(browser, site)
    assert value(browser) == SELECT and not browser.text(".yasr tbody")


def test_the_address_is_what_was_run_last(browser: Browser, site: Served) -> None:
    opened(browser, site, lang="en")
    browser.run("return window.__editor.getTab().setQuery(arguments[0]), 1", SELECT)
    run(browser)
    browser.wait("document.querySelectorAll('.yasr tbody tr').length === 3")
    here = parse_qs(urlsplit(browser.run("location.href")).query)
    assert here == {"query": [SELECT], "lang": ["en"]}
    other = urlsplit(browser.run("document.querySelector('a.language').href"))
    assert parse_qs(other.query) == {"query": [SELECT], "lang": ["zh"]}


def test_what_the_server_answered_is_seen_without_running_it_again(browser: Browser, site: Served) -> None:
    opened(browser, site, SELECT, lang="en")
    assert "Alibaba" in browser.text("#answer")
    assert [url for url in browser.asked_for() if url == f"{site.url}/sparql"] == []
    run(browser)
    browser.wait("document.querySelectorAll('.yasr tbody tr').length === 3")
    assert not browser.text("#answer")


def test_a_named_query_is_loaded_from_the_menu(browser: Browser, site: Served) -> None:
    opened(browser, site, lang="en")
    browser.run(
        "return document.querySelector('[data-name=city-surroundings]').closest('details').open = true"
    )
    browser.find("[data-name=city-surroundings]").click()
    browser.wait("window.__editor.getTab().getQuery().includes('city-surroundings')")
    assert "# $city — the city" in value(browser)
    assert browser.run("document.querySelectorAll('.tabsList .tab').length") == 2
    assert browser.text(".tabsList .active").startswith("A city and what surrounds it")
    assert browser.complaints() == []


def test_known_prefixes_are_declared_as_they_are_used(browser: Browser, site: Served) -> None:
    opened(browser, site, "ASK { ?x a sl:City } # foaf:no <skos:no> 'dcat:no'")
    assert value(browser).splitlines()[0] == "PREFIX sl: <https://w3id.org/suanli/ontology/>"
    assert value(browser).count("PREFIX") == 1
    browser.run("return window.__editor.getTab().setQuery('ASK { ?x skos:prefLabel ?y }'), 1")
    browser.wait("window.__editor.getTab().getQuery().startsWith('PREFIX skos:')")
    assert browser.run("document.querySelectorAll('.parseErrorIcon').length") == 0


def test_terms_of_the_ontology_are_proposed(browser: Browser, site: Served) -> None:
    opened(browser, site)
    browser.run(
        "return window.__editor.getTab().setQuery('PREFIX sl: <https://w3id.org/suanli/ontology/>\\n'), 1"
    )
    browser.run(
        "const yasqe = window.__editor.getTab().getYasqe();yasqe.setCursor(1, 0); yasqe.focus(); return 1"
    )
    for letter in "ASK { ?x sl:base":
        browser.press(letter)
    browser.wait("document.querySelector('.CodeMirror-hints')?.innerText.includes('sl:basedIn')")
    assert browser.complaints() == []


def test_a_query_that_fails_says_why_and_the_editor_goes_on(browser: Browser, site: Served) -> None:
    opened(browser, site, lang="en")
    browser.run("return window.__editor.getTab().setQuery('SELECT * { ?s ?p '), 1")
    run(browser)
    browser.wait("document.querySelector('.yasr .problem')")
    assert "it does not parse" in browser.text(".yasr .problem")
    browser.run("return window.__editor.getTab().setQuery(arguments[0]), 1", SELECT)
    run(browser)
    browser.wait("document.querySelectorAll('.yasr tbody tr').length === 3")


def test_hostile_values_are_text_in_the_table(browser: Browser, site: Served) -> None:
    hostile = "<img src=x onerror=window.__pwned=1>"
    query = f'SELECT ?a ?b ?c {{ VALUES (?a ?b ?c) {{ ("{hostile}" "{hostile}"@en <javascript:alert> ) }} }}'
    opened(browser, site, lang="en")
    browser.run("return window.__editor.getTab().setQuery(arguments[0]), 1", query)
    run(browser)
    browser.wait("document.querySelectorAll('.yasr tbody tr').length === 1")
    assert hostile in browser.text(".yasr tbody")
    assert browser.run("typeof window.__pwned") == "undefined"
    assert browser.run("document.querySelectorAll('.yasr tbody :is(img, a)').length") == 0


def test_rows_are_sorted_and_filtered(browser: Browser, site: Served) -> None:
    opened(browser, site, lang="en")
    query = "SELECT ?n { VALUES ?n { 10 9 100 } }"
    browser.run("return window.__editor.getTab().setQuery(arguments[0]), 1", query)
    run(browser)
    browser.wait("document.querySelectorAll('.yasr tbody tr').length === 3")
    head = browser.find(".yasr thead button")
    shown = "document.querySelector('.yasr tbody').innerText.split(/\\s+/).filter(Boolean).join()"
    head.click()
    browser.wait(f"{shown} === '9,10,100'")
    head.click()
    browser.wait(f"{shown} === '100,10,9'")
    browser.find(".yasr input[type=search]").send_keys("10")
    browser.wait(f"{shown} === '100,10'")
    assert browser.text(".yasr .above-rows") == "2 of 3 rows"


def test_the_keyboard_is_not_caught_in_the_editor(browser: Browser, site: Served) -> None:
    opened(browser, site, lang="en")
    browser.settle()
    focused = "document.activeElement.tagName === 'TEXTAREA'"
    before = value(browser)
    assert not browser.run(focused)
    assert "Esc, then Tab, leaves it" in browser.text("#keys")
    browser.run("return window.__editor.getTab().getYasqe().focus(), 1")
    assert browser.run(focused)
    for key in ("\ue00c", "\ue004"):  # Escape, Tab
        browser.press(key)
    browser.wait("document.activeElement.matches('.yasqe_queryButton')")
    assert value(browser) == before
    assert browser.run(
        "!!document.getElementById(window.__editor.getTab().getYasqe().getInputField()"
        ".getAttribute('aria-describedby'))"
    )


def test_tabs_without_a_name_of_their_own_are_called_as_the_page_speaks(
    browser: Browser, site: Served
) -> None:
    opened(browser, site, lang="zh")
    browser.run("return window.__editor.addTab(true), 1")
    browser.run("return window.__editor.addTab(true, { name: '查询杭州' }), 1")
    opened(browser, site, lang="en")
    names = "Object.values(window.__editor._tabs).map((tab) => tab.getName()).sort().join()"
    assert browser.run(names) == "Query,Query 1,查询杭州"
    assert "查询 1" not in browser.text(".tabsList") and "Query 1" in browser.text(".tabsList")


@pytest.mark.parametrize("path", ["/sparql", "/queries", "/queries/city-surroundings?city=杭州"])
def test_on_a_narrow_screen_nothing_sticks_out(browser: Browser, site: Served, path: str) -> None:
    browser.size(390, 800)
    browser.visit(site.url + quote(path, safe="/?="), wait_for=READY if path == "/sparql" else LOADED)
    browser.settle()
    assert browser.run("document.documentElement.scrollWidth") <= 390


def test_without_script_and_without_its_files_it_is_a_text_area_that_works(
    browser: Browser, plain_site: Served
) -> None:
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.driver.get(f"{plain_site.url}/sparql?lang=en")
        box = browser.find("#query")
        box.clear()
        box.send_keys(SELECT)
        browser.find("#plain button").click()
        assert "Alibaba" in browser.find("table.answer").text
        assert "3 rows" in browser.find("p.count").text
        assert parse_qs(urlsplit(browser.driver.current_url).query) == {"query": [SELECT], "lang": ["en"]}
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.complaints() == []


def test_with_its_files_and_without_script_it_is_a_text_area_that_works(
    browser: Browser, site: Served
) -> None:
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.driver.get(f"{site.url}/sparql?lang=en&query={quote(SELECT)}")
        assert browser.find("#query").is_displayed()
        assert "Alibaba" in browser.find("table.answer").text
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)


def test_with_another_yasgui_than_was_meant_the_text_area_stays(browser: Browser, site: Served) -> None:
    other = "Object.defineProperty(window, 'Yasgui', { get: () => class {}, set() {} })"
    added = browser.command("Page.addScriptToEvaluateOnNewDocument", source=other)
    try:
        browser.visit(f"{site.url}/sparql?query={quote(SELECT)}", wait_for=LOADED)
        assert browser.find("#query").is_displayed()
        assert "Alibaba" in browser.find("table.answer").text
    finally:
        browser.command("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])


def test_the_list_of_queries_narrows_as_one_types(browser: Browser, site: Served) -> None:
    browser.visit(f"{site.url}/queries?lang=en")
    browser.find("#q").send_keys("RISERS")
    seen = "[...document.querySelectorAll('.queries li')].filter((e) => e.offsetParent).length"
    browser.wait(f"{seen} < 5")
    assert browser.text("#met").startswith(f"{browser.run(seen)} of 8")
    assert (
        browser.run("[...document.querySelectorAll('section.topic')].filter((e) => e.offsetParent).length")
        < 5
    )


def test_what_is_left_empty_stays_out_of_the_address(browser: Browser, site: Served) -> None:
    browser.visit(f"{site.url}/queries/companies-in-city?lang=en")
    browser.find("#p-city").send_keys("Hangzhou")
    browser.find("#parameters button").click()
    browser.wait("document.querySelectorAll('table.answer tbody tr').length === 3")
    assert urlsplit(browser.run("location.href")).query == "city=Hangzhou&lang=en"
    assert browser.complaints() == [] and strangers(browser, site) == []


def test_a_picture_stands_in_the_page_of_its_query(browser: Browser, site: Served) -> None:
    browser.visit(f"{site.url}/queries/city-surroundings?city={quote('杭州')}&lang=zh")
    browser.run("return document.querySelector('iframe.picture').scrollIntoView(), 1")
    browser.wait("document.querySelector('iframe.picture').contentWindow.__ready")
    browser.settle()
    assert browser.complaints() == [] and strangers(browser, site) == []
