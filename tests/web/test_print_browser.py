"""Pages on paper, in a real Chromium: nothing is cut off, and what cannot be used there is not printed."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from support.browser import Browser
from support.served import Served, served

pytestmark = pytest.mark.browser

# What A4 leaves between margins of 10 mm, in CSS pixels.
PAPER = 718
IS_SEEN = "getComputedStyle(document.querySelector(arguments[0])).display !== 'none'"


@pytest.fixture(scope="module")
def site(demo_folder: Path) -> Iterator[Served]:
    """The demo graph served."""
    with served(demo_folder) as running:
        yield running


@pytest.fixture
def paper(browser: Browser) -> Iterator[Browser]:
    """A browser whose pages look as they are printed."""
    browser.size(PAPER, 1000)
    browser.command("Emulation.setEmulatedMedia", media="print")
    try:
        yield browser
    finally:
        browser.command("Emulation.setEmulatedMedia", media="")
        browser.size(1280, 800)


def is_seen(browser: Browser, selector: str) -> bool:
    return bool(browser.run(f"return {IS_SEEN}", selector))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["statistics", "companies-in-city", "city-ranking"])
def test_a_table_fits_the_paper(paper: Browser, site: Served, name: str, language: str) -> None:
    paper.visit(f"{site.url}/queries/{name}?lang={language}")
    assert paper.run("document.querySelector('table.answer').getBoundingClientRect().right") <= PAPER
    assert paper.run("getComputedStyle(document.querySelector('.scroll')).overflowX") == "visible"


def test_the_form_is_not_printed_and_what_was_given_in_it_is(paper: Browser, site: Served) -> None:
    paper.visit(f"{site.url}/queries/companies-in-city?lang=en&city={quote('杭州')}")
    assert not is_seen(paper, ".fields") and not is_seen(paper, "details.sparql")
    assert is_seen(paper, ".given") and paper.text(".given") == "City: 杭州"


def test_the_picture_of_a_query_is_printed(paper: Browser, site: Served) -> None:
    paper.visit(f"{site.url}/queries/company-city?lang=zh")
    assert not is_seen(paper, "iframe.picture") and is_seen(paper, "img.still")
    paper.wait("document.querySelector('img.still').naturalWidth > 300")
    assert paper.run("document.querySelector('img.still').getBoundingClientRect().right") <= PAPER
    assert paper.complaints() == []


def test_on_a_screen_the_picture_is_there_once(browser: Browser, site: Served) -> None:
    browser.visit(f"{site.url}/queries/company-city?lang=zh")
    assert is_seen(browser, "iframe.picture") and not is_seen(browser, "img.still")
    assert not any("format=svg" in url for url in browser.asked_for())


def test_only_addresses_elsewhere_are_written_out(paper: Browser, site: Served) -> None:
    paper.visit(f"{site.url}/id/city/hangzhou?lang=zh")
    ours = (
        "[...document.querySelectorAll('a:not([rel~=external])')]"
        ".filter((a) => getComputedStyle(a, '::after').content !== 'none').length"
    )
    assert paper.run(ours) == 0
    written = "getComputedStyle(document.querySelector('footer a[rel~=external]'), '::after').content"
    assert "https://www.geonames.org/" in paper.run(written)


def test_a_group_of_facts_flows_over_pages(paper: Browser, site: Served) -> None:
    paper.visit(f"{site.url}/id/city/hangzhou?lang=zh")
    assert paper.run("getComputedStyle(document.querySelector('.group')).display") == "block"
    assert paper.run("getComputedStyle(document.body).display") == "block"
